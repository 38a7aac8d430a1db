import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'eight-streams',
    title: 'serves eight streams; the next client waits',
    hooks: { mostStreams: 8 },
    breaks: { 'capacity/streams': 'exhausted', 'capacity/next': 'waits' },
    blocks: [],
  },
  {
    id: 'eight-streams-503',
    title: 'serves eight streams; the next client gets 503',
    hooks: { mostStreams: 8, beyond: '503' },
    breaks: { 'capacity/streams': 'exhausted', 'capacity/next': 'status' },
    blocks: [],
  },
  {
    id: 'eight-streams-reset',
    title: 'serves eight streams; the next client is reset',
    hooks: { mostStreams: 8, beyond: 'reset' },
    breaks: { 'capacity/streams': 'exhausted', 'capacity/next': 'reset' },
    blocks: [],
  },
  {
    id: 'eight-ever',
    title: 'serves eight streams in total, and none after them',
    hooks: { mostStreams: 8, placesLeak: true },
    breaks: { 'capacity/recovers': 'stuck', 'capacity/streams': 'exhausted', 'capacity/next': 'waits' },
    blocks: [],
  },
]
