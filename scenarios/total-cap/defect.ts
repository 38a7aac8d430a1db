import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'cuts-after-ten-minutes',
    title: 'ends every stream after ten minutes, whatever comes',
    hooks: { cutTotal: 600_000 },
    breaks: { 'total-cap/cap': 'cut-total' },
    blocks: ['total-cap/delivers'],
    golden: 'none',
  },
  {
    id: 'cuts-after-minute-busy',
    title: 'ends every stream after one minute, whatever comes',
    hooks: { cutTotal: 60_000 },
    breaks: { 'total-cap/cap': 'cut-total' },
    blocks: ['total-cap/delivers'],
  },
  {
    id: 'loses-when-old',
    title: 'loses the last event of an old stream',
    hooks: { loseEvent: 91 },
    breaks: { 'total-cap/delivers': 'dead' },
    blocks: [],
  },
]
