import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'asks-again',
    title: 'retries any request when the origin aborts before its headers',
    hooks: { askAgain: 'every' },
    breaks: { 'retry-replay/post-once': 'again', 'retry-replay/requests': 'again' },
    blocks: [],
    golden: { failure: 'reset', method: 'POST' },
  },
  {
    id: 'asks-safe-again',
    title: 'retries a GET when the origin aborts before its headers',
    hooks: { askAgain: 'safe' },
    breaks: { 'retry-replay/requests': 'again' },
    blocks: [],
    golden: { failure: 'reset', method: 'GET' },
  },
  {
    id: 'mute-after-reset',
    title: 'does not respond when the origin aborts before its headers',
    hooks: { muteFailure: true },
    breaks: { 'retry-replay/told': 'left-waiting' },
    blocks: [],
    golden: { failure: 'reset', method: 'POST' },
  },
]
