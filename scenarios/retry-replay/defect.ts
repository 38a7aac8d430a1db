import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'asks-again',
    title: 'sends any request again when the origin broke off before its head',
    hooks: { askAgain: 'every' },
    breaks: { 'retry-replay/post-once': 'again', 'retry-replay/requests': 'again' },
    blocks: [],
    golden: { failure: 'reset', method: 'POST' },
  },
  {
    id: 'asks-safe-again',
    title: 'sends a GET again when the origin broke off before its head',
    hooks: { askAgain: 'safe' },
    breaks: { 'retry-replay/requests': 'again' },
    blocks: [],
    golden: { failure: 'reset', method: 'GET' },
  },
  {
    id: 'mute-after-reset',
    title: 'says nothing when the origin broke off before its head',
    hooks: { muteFailure: true },
    breaks: { 'retry-replay/told': 'left-waiting' },
    blocks: [],
    golden: { failure: 'reset', method: 'POST' },
  },
]
