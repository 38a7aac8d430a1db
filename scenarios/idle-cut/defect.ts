import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'cuts-after-minute',
    title: 'closes a stream (FIN) after 60 s idle',
    hooks: { cutIdle: 60_000, cutBy: 'fin' },
    breaks: { 'idle-cut/limit': 'cut', 'idle-cut/form': 'fin' },
    blocks: ['idle-cut/alive'],
  },
  {
    id: 'cuts-minute-old',
    title: 'closes every stream after 60 s in total',
    hooks: { cutTotal: 60_000 },
    breaks: { 'idle-cut/interval': 'no-help', 'idle-cut/limit': 'cut', 'idle-cut/form': 'looks-whole' },
    blocks: ['idle-cut/alive'],
  },
  {
    id: 'deaf-after-silence',
    title: 'delivers nothing after 30 s idle, and leaves the stream open',
    hooks: { deafAfter: 30_000 },
    breaks: { 'idle-cut/alive': 'dead' },
    blocks: [],
  },
]
