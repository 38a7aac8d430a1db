import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'one-status-for-all-errors',
    title: 'answers 500 for every status of 400 and more',
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
    title: 'puts a text of its own into answers of 400 and more',
    hooks: { ownErrorPages: true },
    breaks: { 'status/body': 'replaced' },
    blocks: [],
  },
  {
    id: 'streams-everything',
    title: 'passes every answer on as an event stream with status 200',
    hooks: { answerAsStream: true },
    breaks: { 'status/stops': 'comes-back', 'status/status': 'changed', 'status/fields': 'changed' },
    blocks: [],
    neverAlone:
      'what a client comes back after is an answer with status 200 and the type of a stream, so status and type have changed',
  },
]
