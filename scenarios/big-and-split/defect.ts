import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'recodes-line-ends',
    title: 'converts CRLF to LF',
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
    neverAlone: 'an altered event has other bytes',
  },
  {
    id: 'loses-one-of-many',
    title: 'loses the last event',
    hooks: { loseEvent: 4 },
    breaks: { 'big-and-split/events': 'lost', 'big-and-split/exact': 'altered' },
    blocks: [],
    neverAlone: 'a lost event also means missing bytes',
    golden: 'none',
  },
]
