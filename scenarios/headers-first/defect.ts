import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'head-waits-for-event',
    title: 'holds the response head until the first body byte comes',
    hooks: { holdHead: true },
    breaks: { 'headers-first/release': 'first-event' },
    blocks: [],
  },
  {
    id: 'head-waits-for-bytes',
    title: 'holds the response head until 2,048 bytes of the body are there',
    hooks: { holdHead: true, holdBytes: 2048 },
    breaks: { 'headers-first/release': 'bytes' },
    blocks: [],
  },
  {
    id: 'head-waits-for-end',
    title: 'holds the response head until the end',
    hooks: { holdHead: true, holdUntilEnd: true },
    breaks: { 'headers-first/release': 'end' },
    blocks: [],
    golden: 'none',
  },
  {
    id: 'loses-first-event',
    title: 'loses the event after the head',
    hooks: { loseEvent: 1 },
    breaks: { 'headers-first/opens': 'no-event' },
    blocks: [],
  },
]
