import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'eight-on-a-connection',
    title: 'allows eight concurrent streams on an HTTP/2 connection',
    hooks: { mostStreamsAnnounced: 8 },
    breaks: { 'http2/many': 'limited' },
    blocks: [],
  },
  {
    id: 'starves-some',
    title: 'delivers nothing on the streams of an HTTP/2 connection beyond the tenth',
    hooks: { starveBeyond: 10 },
    breaks: { 'http2/live': 'starved' },
    blocks: ['http2/beside-paused', 'http2/beside-big'],
    neverAlone: 'a stream that receives nothing cannot show that it is blocked',
  },
  {
    id: 'head-of-line',
    title: 'uses one queue for all streams of an HTTP/2 connection',
    hooks: { headOfLine: true },
    breaks: { 'http2/beside-paused': 'waits' },
    blocks: [],
  },
  {
    id: 'big-before-others',
    title: 'blocks the streams of an HTTP/2 connection while one of them gets a large event',
    hooks: { bigFirst: 3000 },
    breaks: { 'http2/beside-big': 'waits' },
    blocks: [],
  },
]
