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
    id: 'keeps-origin-connections',
    title: 'reuses connections to the origin, however long they were idle, and does not retry',
    hooks: { keepOrigin: true },
    breaks: { 'retry-replay/idle-connection': 'lost' },
    blocks: [],
    golden: { failure: 'closing', method: 'POST' },
  },
  {
    id: 'keeps-and-asks-again',
    title: 'reuses connections to the origin, and retries a request that is lost on one (no defect of a GET)',
    hooks: { keepOrigin: true, askAgain: 'safe' },
    breaks: { 'retry-replay/idle-connection': 'lost', 'retry-replay/requests': 'again' },
    blocks: [],
    golden: { failure: 'closing', method: 'GET' },
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
