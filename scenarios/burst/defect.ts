import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'burst-loses',
    title: 'loses the fiftieth event of a burst',
    hooks: { loseEvent: 50 },
    breaks: { 'burst/whole': 'lost', 'burst/tail': 'tail-held' },
    blocks: [],
  },
  {
    id: 'burst-alters',
    title: 'changes the fiftieth event of a burst',
    hooks: { alterEvent: 50 },
    breaks: { 'burst/whole': 'altered' },
    blocks: [],
    golden: 'none',
  },
  {
    id: 'burst-keeps-tail',
    title: 'forwards a burst in pieces of 1,500 bytes',
    hooks: { holdBytes: 1500 },
    breaks: { 'burst/tail': 'tail-held' },
    blocks: [],
  },
  {
    id: 'burst-holds',
    title: 'buffers a burst until the end',
    hooks: { holdUntilEnd: true },
    breaks: { 'burst/tail': 'held' },
    blocks: ['burst/drain'],
    golden: 'none',
  },
]
