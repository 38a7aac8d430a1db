import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'cuts-after-minute',
    title: 'cuts a stream by FIN after 60 s without a byte',
    hooks: { cutIdle: 60_000, cutBy: 'fin' },
    breaks: { 'idle-cut/limit': 'cut', 'idle-cut/form': 'fin' },
    blocks: ['idle-cut/alive'],
  },
  {
    id: 'cuts-minute-old',
    title: 'ends every stream after 60 s, whatever comes',
    hooks: { cutTotal: 60_000 },
    breaks: { 'idle-cut/interval': 'no-help', 'idle-cut/limit': 'cut', 'idle-cut/form': 'looks-whole' },
    blocks: ['idle-cut/alive'],
  },
  {
    id: 'deaf-after-silence',
    title: 'forgets a stream that was silent for 30 s, and leaves it open',
    hooks: { deafAfter: 30_000 },
    breaks: { 'idle-cut/alive': 'dead' },
    blocks: [],
  },
]
