import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'leaks-silent-clients',
    title: 'does not tell the origin that a client left',
    hooks: { ignoreLeaving: true },
    breaks: { 'client-leaves-silent/noticed': 'not-noticed' },
    blocks: [],
  },
]
