import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'ignores-accel',
    title: 'buffers the body until the origin ends, ignoring X-Accel-Buffering',
    hooks: { holdUntilEnd: true },
    breaks: { 'accel-header/freed': 'ignored' },
    blocks: [],
  },
  {
    id: 'obeys-accel-yes',
    title: 'buffers the body until the origin ends if the response has X-Accel-Buffering: yes',
    hooks: { holdOnAccelYes: true },
    breaks: { 'accel-header/yes': 'holds' },
    blocks: [],
  },
  {
    id: 'strips-accel',
    title: 'removes X-Accel-Buffering from the response',
    hooks: { dropFields: 'x-accel-buffering' },
    breaks: { 'accel-header/passed-on': 'stripped' },
    blocks: [],
  },
  {
    id: 'alters-beside-accel',
    title: 'changes the data of the last event',
    hooks: { alterEvent: 3 },
    breaks: { 'accel-header/intact': 'altered' },
    blocks: [],
  },
]
