import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'strips-incremental',
    title: 'takes Incremental out of the answer',
    hooks: { dropFields: 'incremental' },
    breaks: { 'incremental/answer-field': 'stripped' },
    blocks: [],
  },
  {
    id: 'strips-incremental-request',
    title: 'takes Incremental out of the request',
    hooks: { dropRequestFields: 'incremental' },
    breaks: { 'incremental/request-field': 'stripped' },
    blocks: [],
  },
  {
    id: 'ignores-incremental',
    title: 'holds the body until the origin ends, whatever Incremental says',
    hooks: { holdUntilEnd: true },
    breaks: { 'incremental/answer': 'ignored' },
    blocks: [],
  },
  {
    id: 'holds-request-body',
    title: 'holds the request body until it is complete, whatever Incremental says',
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
