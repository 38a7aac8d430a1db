import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'status',
  version: 1,
  question: 'Are responses that are not streams forwarded unchanged?',
  why: 'An application controls EventSource with its status: 200 streams, anything else stops it permanently. Retry-After, Location, WWW-Authenticate and CORS fields tell a page the rest.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model',
    'https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3',
    'https://fetch.spec.whatwg.org/#http-cors-protocol',
  ],
  axes: {},
  axisWords: {},
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 20_000,
  stallTolerance: 1000,
  check: 'all',
  answers: {},
  dependsOn: ['status/status'],
  run,
  criteria,
}
