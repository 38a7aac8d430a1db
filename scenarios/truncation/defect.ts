import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'masks-truncation',
    title: 'completes a response that the origin aborted',
    hooks: { maskTruncation: true },
    breaks: { 'truncation/apart': 'looks-whole' },
    blocks: [],
  },
  {
    id: 'swallows-break',
    title: 'keeps the client’s connection open when the origin aborts',
    hooks: { swallowEnd: true },
    breaks: { 'truncation/told': 'left-waiting' },
    blocks: ['truncation/apart', 'truncation/form'],
  },
  {
    id: 'drops-held-at-break',
    title: 'buffers the body, and drops it when the origin aborts',
    hooks: { holdUntilEnd: true, dropHeldAtBreak: true },
    breaks: { 'truncation/kept': 'lost' },
    blocks: [],
  },
  {
    id: 'alters-before-break',
    title: 'changes the data of the second event',
    hooks: { alterEvent: 2 },
    breaks: { 'truncation/kept': 'altered' },
    blocks: [],
    golden: 'none',
  },
]
