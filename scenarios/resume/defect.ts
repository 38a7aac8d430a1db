import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'drops-last-event-id',
    title: 'drops Last-Event-ID',
    hooks: { dropLastEventId: true },
    breaks: { 'resume/last-event-id': 'dropped', 'resume/continuity': 'duplicate' },
    blocks: [],
    neverAlone: 'without Last-Event-ID the application starts again, so events arrive twice',
  },
  {
    id: 'loses-after-resume',
    title: 'loses the first event after a reconnect',
    hooks: { loseAfterResume: true },
    breaks: { 'resume/continuity': 'gap' },
    blocks: [],
  },
  {
    id: 'swallows-end',
    title: 'keeps the client’s connection open when the origin ends',
    hooks: { swallowEnd: true },
    breaks: { 'resume/end-seen': 'left-waiting', 'resume/reconnect': 'never' },
    blocks: ['resume/last-event-id', 'resume/continuity'],
    neverAlone: 'a client that sees no end does not reconnect',
  },
  {
    id: 'refuses-resume',
    title: 'answers a reconnect with 503',
    hooks: { refuseResume: 503 },
    breaks: { 'resume/reconnect': 'refused' },
    blocks: ['resume/last-event-id', 'resume/continuity'],
  },
]
