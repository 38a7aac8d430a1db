import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'absorbs-for-slow-readers',
    title: 'accepts all data from the origin, whether the client reads or not',
    hooks: { absorb: true },
    breaks: { 'slow-reader/bounded': 'absorbs' },
    blocks: [],
  },
  {
    id: 'cuts-after-pause',
    title: 'closes the stream at the last event',
    hooks: { cutAtEvent: 2, cutBy: 'fin' },
    breaks: { 'slow-reader/intact': 'cut' },
    blocks: [],
  },
  {
    id: 'lets-slow-readers-go',
    title: 'closes the stream of a client that has read nothing for 400 ms',
    hooks: { unreadLimit: 400, cutBy: 'fin' },
    breaks: { 'slow-reader/intact': 'cut' },
    blocks: ['slow-reader/bounded'],
  },
]
