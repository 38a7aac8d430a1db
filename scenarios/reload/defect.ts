import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'cuts-at-reload',
    title: 'closes open streams when it reloads',
    hooks: { cutAfterReload: 0 },
    breaks: { 'reload/open-stream': 'lost', 'reload/told': 'reset-stream' },
    blocks: [],
  },
  {
    id: 'forgets-at-reload',
    title: 'keeps streams open at a reload, but delivers nothing more on them',
    hooks: { forgetAtReload: true },
    breaks: { 'reload/open-stream': 'lost' },
    blocks: [],
  },
  {
    id: 'mute-after-reload',
    title: 'serves no request for 2.5 s after a reload',
    hooks: { muteAfterReload: 2500 },
    breaks: { 'reload/soon': 'waits' },
    blocks: [],
  },
  {
    id: 'refuses-after-reload',
    title: 'rejects new streams after a reload',
    hooks: { refuseAfterReload: 503 },
    breaks: { 'reload/new-streams': 'refused' },
    blocks: ['reload/soon'],
    neverAlone: 'if no new stream reaches the origin, there is no wait to measure',
  },
]
