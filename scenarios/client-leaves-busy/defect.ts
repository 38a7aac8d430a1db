import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'goes-on-for-nobody',
    title: 'never propagates a client disconnect upstream, and accepts all data',
    hooks: { ignoreLeaving: true },
    breaks: { 'client-leaves-busy/noticed': 'never', 'client-leaves-busy/vanished': 'proxy-only' },
    blocks: [],
  },
  {
    id: 'goes-on-after-post',
    title: 'never propagates the disconnect of a client that sent a POST, and accepts all data',
    hooks: { ignoreLeaving: 'POST' },
    breaks: { 'client-leaves-busy/noticed': 'never', 'client-leaves-busy/vanished': 'proxy-only' },
    blocks: [],
    golden: { method: 'POST' },
  },
  {
    id: 'writes-to-vanished-clients',
    title: 'never notices a client that vanished, and accepts all data for it',
    hooks: { ignoreVanishing: true },
    breaks: { 'client-leaves-busy/vanished': 'not-noticed' },
    blocks: [],
    golden: { leaving: 'vanishes' },
  },
]
