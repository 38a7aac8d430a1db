import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'leaks-silent-clients',
    title: 'does not propagate a client disconnect upstream',
    hooks: { ignoreLeaving: true },
    breaks: { 'client-leaves-silent/noticed': 'not-noticed', 'client-leaves-silent/vanished': 'proxy-only' },
    blocks: [],
  },
  {
    id: 'leaks-silent-posts',
    title: 'does not propagate the disconnect of a client that sent a POST',
    hooks: { ignoreLeaving: 'POST' },
    breaks: { 'client-leaves-silent/noticed': 'not-noticed', 'client-leaves-silent/vanished': 'proxy-only' },
    blocks: [],
    golden: { method: 'POST' },
  },
  {
    id: 'keeps-vanished-silent-clients',
    title: 'never notices a client that vanished while its stream is idle',
    hooks: { ignoreVanishing: true },
    breaks: { 'client-leaves-silent/vanished': 'not-noticed' },
    blocks: [],
    golden: { leaving: 'vanishes' },
  },
]
