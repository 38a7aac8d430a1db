import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'ignores-accel',
    title: 'holds the body until the origin ends, whatever X-Accel-Buffering says',
    hooks: { holdUntilEnd: true },
    breaks: { 'accel-header/freed': 'ignored' },
    blocks: [],
  },
  {
    id: 'obeys-accel-yes',
    title: 'holds the body until the origin ends when it is asked for by X-Accel-Buffering: yes',
    hooks: { holdOnAccelYes: true },
    breaks: { 'accel-header/yes': 'holds' },
    blocks: [],
  },
  {
    id: 'strips-accel',
    title: 'takes X-Accel-Buffering out of the answer',
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
