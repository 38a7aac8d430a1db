import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'cuts-at-reload',
    title: 'ends open streams when it reloads',
    hooks: { cutAfterReload: 0 },
    breaks: { 'reload/open-stream': 'lost', 'reload/told': 'reset-stream' },
    blocks: [],
  },
  {
    id: 'forgets-at-reload',
    title: 'leaves streams open at a reload, and sends nothing more on them',
    hooks: { forgetAtReload: true },
    breaks: { 'reload/open-stream': 'lost' },
    blocks: [],
  },
  {
    id: 'mute-after-reload',
    title: 'answers nobody for two and a half seconds after a reload',
    hooks: { muteAfterReload: 2500 },
    breaks: { 'reload/soon': 'waits' },
    blocks: [],
  },
  {
    id: 'refuses-after-reload',
    title: 'turns new streams away after a reload',
    hooks: { refuseAfterReload: 503 },
    breaks: { 'reload/new-streams': 'refused' },
    blocks: ['reload/soon'],
    neverAlone: 'where no new stream reaches the origin there is no wait to tell',
  },
]
