import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'cuts-after-ten-minutes',
    title: 'closes every stream after ten minutes in total',
    hooks: { cutTotal: 600_000 },
    breaks: { 'total-cap/cap': 'cut-total' },
    blocks: ['total-cap/delivers', 'total-cap/keep-alive', 'total-cap/silence'],
    golden: 'none',
  },
  {
    id: 'cuts-after-minute-busy',
    title: 'closes every stream after one minute in total',
    hooks: { cutTotal: 60_000 },
    breaks: { 'total-cap/cap': 'cut-total' },
    blocks: ['total-cap/delivers', 'total-cap/keep-alive', 'total-cap/silence'],
  },
  {
    id: 'cuts-after-quiet-seconds',
    title: 'closes the response to a POST after 20 s without a byte from the origin',
    // The active stream is a GET: a busy machine sends its events late.
    hooks: { cutIdlePost: 20_000 },
    breaks: { 'total-cap/keep-alive': 'closed', 'total-cap/silence': 'closed' },
    blocks: [],
  },
  {
    id: 'loses-when-old',
    title: 'loses the last event of an old stream',
    hooks: { loseEvent: 91 },
    breaks: { 'total-cap/delivers': 'dead' },
    blocks: [],
  },
]
