import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'buffers-uploads',
    title: 'holds the request body until it is complete',
    hooks: { holdRequest: true },
    breaks: { 'post-upload/live': 'request-buffered' },
    blocks: [],
  },
  {
    id: 'alters-uploads',
    title: 'holds the request body until it is complete, and changes it',
    hooks: { alterRequest: true },
    breaks: {
      'post-upload/whole': 'altered',
      'post-upload/live': 'request-buffered',
      'post-upload/slow': 'altered',
      'post-upload/large': 'altered',
    },
    blocks: [],
    neverAlone: 'a proxy that changes bodies changes each of them',
  },
  {
    id: 'refuses-slow-uploads',
    title: 'gives a request body four seconds',
    hooks: { slowestBody: 4000 },
    breaks: { 'post-upload/slow': 'refused' },
    blocks: [],
  },
  {
    id: 'refuses-large-uploads',
    title: 'takes request bodies of a megabyte at most',
    hooks: { mostBody: 2 ** 20 },
    breaks: { 'post-upload/large': 'refused' },
    blocks: [],
  },
]
