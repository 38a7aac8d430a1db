import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'
import { REVISIONS } from './wire.ts'

export const scenario: Scenario = {
  id: 'mcp',
  version: 1,
  question: 'Do the Model Context Protocol’s requests and streams pass unchanged, message by message?',
  why: 'Tool calls are POST requests that a stream or JSON answers. They need header fields of their own in both directions, statuses other than 200, a stream that is not buffered, and a cancellation that reaches the server.',
  references: [
    'https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http',
    'https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http',
  ],
  axes: { revision: REVISIONS, front: ['h1'] },
  axisWords: { 'revision=2025-11-25': 'in revision 2025-11-25', 'revision=2026-07-28': 'in revision 2026-07-28' },
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 60_000,
  stallTolerance: 400,
  check: 'purpose',
  purposes: ['mcp'],
  answers: { post: 'every' },
  dependsOn: ['mcp/request', 'mcp/statuses'],
  run,
  criteria,
}
