import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'alters-post',
    title: 'changes the body of a request',
    hooks: { alterRequest: true },
    breaks: { 'post-stream/request': 'body' },
    blocks: [],
  },
  {
    id: 'holds-tokens',
    title: 'buffers the body until the origin ends',
    hooks: { holdUntilEnd: true },
    breaks: { 'post-stream/live': 'held' },
    blocks: [],
  },
  {
    id: 'breaks-chat-end',
    title: 'aborts a response that the origin completed',
    hooks: { breakEnd: true },
    breaks: { 'post-stream/done': 'cut' },
    blocks: [],
  },
  {
    id: 'refuses-post',
    title: 'answers a POST with 413',
    hooks: { mostBody: 0 },
    breaks: { 'post-stream/request': 'refused' },
    blocks: ['post-stream/method', 'post-stream/live', 'post-stream/done'],
  },
  {
    id: 'forbids-post',
    title: 'answers a POST with 405',
    hooks: { refusePost: 405 },
    breaks: { 'post-stream/method': 'forbidden' },
    blocks: ['post-stream/request', 'post-stream/live', 'post-stream/done'],
  },
]
