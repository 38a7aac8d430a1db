import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'head-waits-for-event',
    title: 'delays the response headers until the first body byte',
    hooks: { holdHead: true },
    breaks: { 'headers-first/release': 'first-event' },
    blocks: [],
  },
  {
    id: 'head-waits-for-bytes',
    title: 'delays the response headers until 2,048 bytes of the body have arrived',
    hooks: { holdHead: true, holdBytes: 2048 },
    breaks: { 'headers-first/release': 'bytes' },
    blocks: [],
  },
  {
    id: 'head-waits-for-end',
    title: 'delays the response headers until the end',
    hooks: { holdHead: true, holdUntilEnd: true },
    breaks: { 'headers-first/release': 'end' },
    blocks: [],
    golden: 'none',
  },
  {
    id: 'final-early-hints',
    title: 'takes a 103 for the final response',
    hooks: { finalEarlyHints: true },
    breaks: { 'headers-first/early-hints': 'lost' },
    blocks: ['headers-first/opens', 'headers-first/release'],
    golden: { origin: 'early-hints' },
  },
  {
    id: 'buffers-after-early-hints',
    title: 'buffers the response after a 103 until 2,048 bytes of its body have arrived',
    hooks: { holdAfterEarlyHints: 2048 },
    breaks: { 'headers-first/release': 'bytes', 'headers-first/early-hints': 'held' },
    blocks: [],
    golden: { origin: 'early-hints' },
  },
  {
    id: 'loses-first-event',
    title: 'loses the event after the headers',
    hooks: { loseEvent: 1 },
    breaks: { 'headers-first/opens': 'no-event' },
    blocks: [],
  },
]
