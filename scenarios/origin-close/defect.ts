import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'breaks-end',
    title: 'breaks off a stream that the origin ended properly',
    hooks: { breakEnd: true },
    breaks: { 'origin-close/whole': 'looks-broken' },
    blocks: [],
  },
  {
    id: 'swallows-proper-end',
    title: 'leaves the client waiting when the origin ends',
    hooks: { swallowEnd: true },
    breaks: { 'origin-close/told': 'left-waiting' },
    blocks: ['origin-close/whole'],
  },
  {
    id: 'loses-before-end',
    title: 'loses the last event before the end',
    hooks: { loseEvent: 3 },
    breaks: { 'origin-close/events': 'lost', 'origin-close/told': 'left-waiting' },
    blocks: [],
    neverAlone: 'who does not get all of an answer of known length waits for the rest',
  },
  {
    id: 'alters-before-end',
    title: 'changes the data of the second event',
    hooks: { alterEvent: 2 },
    breaks: { 'origin-close/events': 'altered', 'origin-close/whole': 'looks-broken' },
    blocks: [],
    golden: 'none',
  },
]
