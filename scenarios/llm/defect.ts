import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'alters-prompts',
    title: 'changes the body of a request',
    hooks: { alterRequest: true },
    breaks: { 'llm/request': 'body' },
    blocks: [],
  },
  {
    id: 'drops-api-key',
    title: 'drops Authorization from requests',
    hooks: { dropRequestFields: 'authorization' },
    breaks: { 'llm/request-fields': 'dropped' },
    blocks: [],
  },
  {
    id: 'drops-underscores',
    title: 'drops request fields whose names begin with session_',
    hooks: { dropRequestFields: 'session_' },
    breaks: { 'llm/underscores': 'dropped' },
    blocks: [],
  },
  {
    id: 'token-behind',
    title: 'forwards each token when the next one comes',
    hooks: { oneBehind: true },
    breaks: { 'llm/tokens': 'held' },
    blocks: ['llm/first-token'],
  },
  {
    id: 'breaks-answer-end',
    title: 'aborts a response that the origin completed',
    hooks: { breakEnd: true },
    breaks: { 'llm/done': 'cut' },
    blocks: [],
  },
  {
    id: 'drops-model-errors',
    title: 'drops events that are errors',
    hooks: { dropErrorEvents: true },
    breaks: { 'llm/error': 'lost' },
    blocks: [],
  },
  {
    id: 'one-status-for-limits',
    title: 'replaces every status of 400 or more with 500',
    hooks: { failAs: 500 },
    breaks: { 'llm/limited': 'changed' },
    blocks: [],
  },
  {
    id: 'generates-for-nobody',
    title: 'does not propagate a client disconnect upstream',
    hooks: { ignoreLeaving: true },
    breaks: { 'llm/abort': 'never' },
    blocks: [],
  },
]
