import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'eight-on-a-connection',
    title: 'allows eight streams on a connection of HTTP/2',
    hooks: { mostStreamsAnnounced: 8 },
    breaks: { 'http2/many': 'limited' },
    blocks: [],
  },
  {
    id: 'starves-some',
    title: 'sends nothing more on the streams of an HTTP/2 connection beyond the tenth',
    hooks: { starveBeyond: 10 },
    breaks: { 'http2/live': 'starved' },
    blocks: ['http2/beside-paused', 'http2/beside-big'],
    neverAlone: 'what some streams do not get at all cannot be waited for',
  },
  {
    id: 'head-of-line',
    title: 'keeps one queue for all streams of an HTTP/2 connection',
    hooks: { headOfLine: true },
    breaks: { 'http2/beside-paused': 'waits' },
    blocks: [],
  },
  {
    id: 'big-before-others',
    title: 'keeps the streams of an HTTP/2 connection waiting while one of them gets much',
    hooks: { bigFirst: 3000 },
    breaks: { 'http2/beside-big': 'waits' },
    blocks: [],
  },
]
