import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'buffers-uploads',
    title: 'buffers the request body until it is complete',
    hooks: { holdRequest: true },
    breaks: { 'post-upload/live': 'request-buffered' },
    blocks: [],
  },
  {
    id: 'alters-uploads',
    title: 'buffers the request body until it is complete, and changes it',
    hooks: { alterRequest: true },
    breaks: {
      'post-upload/whole': 'altered',
      'post-upload/live': 'request-buffered',
      'post-upload/slow': 'altered',
      'post-upload/large': 'altered',
    },
    blocks: [],
    neverAlone: 'a proxy that alters bodies alters each of them',
  },
  {
    id: 'refuses-slow-uploads',
    title: 'closes request bodies after four seconds',
    hooks: { slowestBody: 4000 },
    breaks: { 'post-upload/slow': 'refused' },
    blocks: [],
  },
  {
    id: 'refuses-large-uploads',
    title: 'accepts request bodies of at most 1 MB',
    hooks: { mostBody: 2 ** 20 },
    breaks: { 'post-upload/large': 'refused' },
    blocks: [],
  },
]
