import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { ENDPOINTS } from './endpoints.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'application',
  version: 1,
  question: 'Are the responses of a real application forwarded unchanged?',
  why: 'Named events, ids, comments, JSON, CORS and status codes that control EventSource are the application’s contract. A proxy that changes one of them breaks pages even though events flow.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#processing-model',
    'https://www.rfc-editor.org/rfc/rfc9110#section-7.7',
  ],
  axes: { endpoint: Object.keys(ENDPOINTS), front: ['h1'] },
  axisWords: {
    'endpoint=stream': 'at /sse/stream',
    'endpoint=time': 'at /sse/time',
    'endpoint=notifications': 'at /sse/notifications',
    'endpoint=heartbeat': 'at /sse/heartbeat',
    'endpoint=ai': 'at /sse/ai/stream',
    'endpoint=chat': 'at /sse/ai/chat',
    'endpoint=stocks': 'at /stocks',
    'endpoint=stocks2': 'at /stocks2',
    'endpoint=plain': 'in responses that are not streams',
    'endpoint=status': 'in responses with a status other than 200',
  },
  asks: 'every',
  needs: [],
  load: 'timing',
  proxy: 'shared',
  longest: 12_000,
  stallTolerance: 500,
  // It tests the responses of this project's own application.
  check: 'never',
  answers: {},
  dependsOn: ['application/same-events', 'application/same-head', 'delivery/live'],
  run,
  criteria,
}
