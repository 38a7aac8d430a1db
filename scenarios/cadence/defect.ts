import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'cadence-ticks',
    title: 'flushes a steady series every 200 ms',
    hooks: { tick: 200 },
    breaks: { 'cadence/steady': 'late' },
    blocks: [],
  },
  {
    id: 'cadence-holds',
    title: 'buffers a steady series until it ends',
    hooks: { holdUntilEnd: true },
    breaks: {},
    blocks: ['cadence/steady', 'cadence/latency'],
    golden: 'none',
  },
  {
    id: 'cadence-loses',
    title: 'loses the twentieth event of a series',
    hooks: { loseEvent: 20 },
    breaks: { 'cadence/whole': 'lost' },
    blocks: [],
  },
  {
    id: 'cadence-alters',
    title: 'changes the data of the twentieth event of a series',
    hooks: { alterEvent: 20 },
    breaks: { 'cadence/whole': 'altered' },
    blocks: [],
    golden: 'none',
  },
]
