import type { Defect } from '../../../../model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'swallows-greeting',
    title: 'the proxy removes the greeting',
    hooks: {},
    breaks: { 'greets/greeted': 'silent' },
    blocks: [],
    golden: 'none',
  },
]
