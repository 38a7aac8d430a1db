import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'goes-on-for-nobody',
    title: 'never tells the origin that a client left, and takes what it sends',
    hooks: { ignoreLeaving: true },
    breaks: { 'client-leaves-busy/noticed': 'never' },
    blocks: [],
  },
]
