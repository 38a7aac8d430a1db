import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'drops-last-event-id',
    title: 'drops Last-Event-ID',
    hooks: { dropLastEventId: true },
    breaks: { 'resume/last-event-id': 'dropped', 'resume/continuity': 'duplicate' },
    blocks: [],
    neverAlone: 'an application that is not told where the client was starts again, so events come twice',
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
    title: 'leaves the client waiting when the origin ends',
    hooks: { swallowEnd: true },
    breaks: { 'resume/end-seen': 'left-waiting', 'resume/reconnect': 'never' },
    blocks: ['resume/last-event-id', 'resume/continuity'],
    neverAlone: 'a client that is not told of the end does not come back',
  },
  {
    id: 'refuses-resume',
    title: 'answers a reconnect with 503',
    hooks: { refuseResume: 503 },
    breaks: { 'resume/reconnect': 'refused' },
    blocks: ['resume/last-event-id', 'resume/continuity'],
  },
]
