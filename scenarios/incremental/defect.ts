import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'strips-incremental',
    title: 'removes Incremental from the response',
    hooks: { dropFields: 'incremental' },
    breaks: { 'incremental/answer-field': 'stripped' },
    blocks: [],
  },
  {
    id: 'strips-incremental-request',
    title: 'removes Incremental from the request',
    hooks: { dropRequestFields: 'incremental' },
    breaks: { 'incremental/request-field': 'stripped' },
    blocks: [],
  },
  {
    id: 'ignores-incremental',
    title: 'buffers the body until the origin ends, ignoring Incremental',
    hooks: { holdUntilEnd: true },
    breaks: { 'incremental/answer': 'ignored' },
    blocks: [],
  },
  {
    id: 'holds-request-body',
    title: 'buffers the request body until it is complete, ignoring Incremental',
    hooks: { holdRequest: true },
    breaks: { 'incremental/request': 'ignored' },
    blocks: [],
  },
  {
    id: 'alters-beside-incremental',
    title: 'changes the data of the last event',
    hooks: { alterEvent: 3 },
    breaks: { 'incremental/intact': 'altered' },
    blocks: [],
  },
]
