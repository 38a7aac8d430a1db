import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'websocket',
  version: 1,
  question: 'Does a WebSocket work through the same configuration?',
  why: 'SSE and WebSockets are often compared as if proxies treated them alike. A configuration that streams events may not forward an upgrade, and vice versa.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc6455#section-4',
    'https://www.rfc-editor.org/rfc/rfc9110#section-7.8',
    'https://nginx.org/en/docs/http/websocket.html',
  ],
  axes: {},
  axisWords: {},
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 12_000,
  stallTolerance: 700,
  // It tests another protocol.
  check: 'never',
  answers: {},
  dependsOn: ['websocket/upgrade'],
  run,
  criteria,
}
