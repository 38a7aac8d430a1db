import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'breaks-end',
    title: 'aborts a stream that the origin completed',
    hooks: { breakEnd: true },
    breaks: { 'origin-close/whole': 'looks-broken' },
    blocks: [],
  },
  {
    id: 'swallows-proper-end',
    title: 'keeps the client’s connection open when the origin ends',
    hooks: { swallowEnd: true },
    breaks: { 'origin-close/told': 'left-waiting' },
    blocks: ['origin-close/whole'],
  },
  {
    id: 'loses-before-end',
    title: 'loses the last event before the end',
    hooks: { loseEvent: 3 },
    breaks: { 'origin-close/events': 'lost' },
    blocks: [],
  },
  {
    id: 'alters-before-end',
    title: 'changes the data of the second event',
    hooks: { alterEvent: 2 },
    breaks: { 'origin-close/events': 'altered' },
    blocks: [],
    golden: 'none',
  },
]
