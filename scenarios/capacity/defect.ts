import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'eight-streams',
    title: 'serves eight streams; the next client waits',
    hooks: { mostStreams: 8 },
    breaks: { 'capacity/streams': 'exhausted', 'capacity/next': 'waits', 'capacity/counts': 'all' },
    blocks: [],
  },
  {
    id: 'eight-streams-503',
    title: 'serves eight streams; the next client gets 503',
    hooks: { mostStreams: 8, beyond: '503' },
    breaks: { 'capacity/streams': 'exhausted', 'capacity/next': 'status', 'capacity/counts': 'all' },
    blocks: [],
  },
  {
    id: 'eight-streams-reset',
    title: 'serves eight streams; the next client is reset',
    hooks: { mostStreams: 8, beyond: 'reset' },
    breaks: { 'capacity/streams': 'exhausted', 'capacity/next': 'reset', 'capacity/counts': 'all' },
    blocks: [],
  },
  {
    id: 'eight-ever',
    title: 'serves eight streams in total, and none after them',
    hooks: { mostStreams: 8, placesLeak: true },
    breaks: {
      'capacity/recovers': 'stuck',
      'capacity/streams': 'exhausted',
      'capacity/next': 'waits',
      'capacity/counts': 'all',
    },
    blocks: [],
  },
  {
    id: 'eight-per-address',
    title: 'serves eight streams of each client address; the next one of it gets 503',
    hooks: { mostStreams: 8, beyond: '503', counts: 'address' },
    breaks: { 'capacity/counts': 'address', 'capacity/streams': 'exhausted', 'capacity/next': 'status' },
    blocks: [],
  },
  {
    id: 'eight-per-connection',
    title: 'serves eight streams of each HTTP/2 connection, though it announces more; the next one waits',
    hooks: { mostStreams: 8, counts: 'connection' },
    breaks: { 'capacity/streams': 'below-announced', 'capacity/next': 'waits' },
    blocks: [],
    golden: { front: 'h2+tls' },
  },
]
