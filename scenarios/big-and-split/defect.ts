import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'recodes-line-ends',
    title: 'makes LF of CRLF',
    hooks: { recodeLineEnds: true },
    breaks: { 'big-and-split/exact': 'altered' },
    blocks: [],
  },
  {
    id: 'alters-one-of-many',
    title: 'changes the data of an event',
    hooks: { alterEvent: 2 },
    breaks: { 'big-and-split/events': 'altered', 'big-and-split/exact': 'altered' },
    blocks: [],
    neverAlone: 'an event that is not as it was has other bytes',
  },
  {
    id: 'loses-one-of-many',
    title: 'loses the last event',
    hooks: { loseEvent: 4 },
    breaks: { 'big-and-split/events': 'lost', 'big-and-split/exact': 'altered' },
    blocks: [],
    neverAlone: 'bytes are missing as well',
    golden: 'none',
  },
]
