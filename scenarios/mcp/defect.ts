import type { Defect } from '../../harness/model/index.ts'

export const defects: readonly Defect[] = [
  {
    id: 'alters-tool-calls',
    title: 'changes the body of a request',
    hooks: { alterRequest: true },
    breaks: { 'mcp/request': 'body' },
    blocks: [],
  },
  {
    id: 'drops-mcp-request-fields',
    title: 'drops request fields whose names begin with mcp-',
    hooks: { dropRequestFields: 'mcp-' },
    breaks: { 'mcp/request-fields': 'dropped' },
    blocks: [],
  },
  {
    id: 'names-own-host',
    title: 'sends its own name of the origin as Host',
    hooks: { ownHost: true },
    breaks: { 'mcp/host': 'changed' },
    blocks: [],
  },
  {
    id: 'drops-mcp-session',
    title: 'drops Mcp-Session-Id from responses',
    hooks: { dropFields: 'mcp-session-id' },
    breaks: { 'mcp/response-fields': 'dropped' },
    blocks: [],
  },
  {
    id: 'one-status-for-mcp-errors',
    title: 'replaces every status of 400 or more with 500',
    hooks: { failAs: 500 },
    breaks: { 'mcp/statuses': 'changed' },
    blocks: [],
  },
  {
    id: 'holds-mcp-messages',
    title: 'forwards each event when the next one comes',
    hooks: { oneBehind: true },
    breaks: { 'mcp/live': 'held' },
    blocks: [],
  },
  {
    id: 'breaks-mcp-end',
    title: 'aborts a response that the origin completed',
    hooks: { breakEnd: true },
    breaks: { 'mcp/whole': 'cut' },
    blocks: [],
  },
  {
    id: 'drops-mcp-resume',
    title: 'drops Last-Event-ID',
    hooks: { dropLastEventId: true },
    breaks: { 'mcp/resume': 'no-id' },
    blocks: [],
  },
  {
    id: 'works-on-after-cancel',
    title: 'does not propagate a client disconnect upstream',
    hooks: { ignoreLeaving: true },
    breaks: { 'mcp/cancel': 'never' },
    blocks: [],
    golden: { revision: '2026-07-28' },
  },
]
