import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'one-status-for-all-errors',
    title: 'replaces every status of 400 or more with 500',
    hooks: { failAs: 500 },
    breaks: { 'status/status': 'changed' },
    blocks: [],
  },
  {
    id: 'drops-retry-after',
    title: 'drops Retry-After',
    hooks: { dropFields: 'retry-after' },
    breaks: { 'status/fields': 'dropped' },
    blocks: [],
  },
  {
    id: 'replaces-error-bodies',
    title: 'replaces the body of responses with status 400 or more',
    hooks: { ownErrorPages: true },
    breaks: { 'status/body': 'replaced' },
    blocks: [],
  },
  {
    id: 'streams-everything',
    title: 'forwards every response as an event stream with status 200',
    hooks: { answerAsStream: true },
    breaks: { 'status/stops': 'comes-back', 'status/status': 'changed', 'status/fields': 'changed' },
    blocks: [],
    neverAlone:
      'what a client comes back after is an answer with status 200 and the type of a stream, so status and type have changed',
  },
]
