import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'gives-up-after-minute',
    title: 'gives up on an origin without response headers after 60 s',
    hooks: { headLimit: 60_000, failureStatus: 504 },
    breaks: { 'slow-head/limit': 'gives-up', 'slow-head/answered': 'status' },
    blocks: [],
  },
  {
    id: 'gives-up-silently',
    title: 'gives up on an origin after 60 s, and does not respond to the client',
    hooks: { headLimit: 60_000, muteFailure: true },
    breaks: { 'slow-head/limit': 'gives-up', 'slow-head/answered': 'nothing' },
    blocks: [],
    golden: 'none',
  },
  {
    id: 'asks-slow-origin-again',
    title: 'retries an origin without response headers after 60 s',
    hooks: { headLimit: 60_000, askAgain: 'every', failureStatus: 504 },
    breaks: { 'slow-head/once': 'again', 'slow-head/limit': 'gives-up', 'slow-head/answered': 'status' },
    blocks: [],
  },
  {
    id: 'drops-late-head',
    title: 'discards a response whose headers arrive after 20 s',
    hooks: { dropLateHead: 20_000 },
    breaks: { 'slow-head/late': 'lost' },
    blocks: [],
  },
]
