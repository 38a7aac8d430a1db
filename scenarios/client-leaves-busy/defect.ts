import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'goes-on-for-nobody',
    title: 'never propagates a client disconnect upstream, and accepts all data',
    hooks: { ignoreLeaving: true },
    breaks: { 'client-leaves-busy/noticed': 'never' },
    blocks: [],
  },
  {
    id: 'goes-on-after-post',
    title: 'never propagates the disconnect of a client that sent a POST, and accepts all data',
    hooks: { ignoreLeaving: 'POST' },
    breaks: { 'client-leaves-busy/noticed': 'never' },
    blocks: [],
    golden: { method: 'POST' },
  },
]
