import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { ENDPOINTS } from './endpoints.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'application',
  version: 1,
  title: 'Does a real application arrive as it is?',
  why: 'Named events, ids, comments, JSON, CORS and the statuses that steer EventSource are the application’s contract. A proxy that changes one of them breaks pages although events flow.',
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
    'endpoint=plain': 'in answers that are no stream',
    'endpoint=status': 'in answers with another status than 200',
  },
  asks: 'every',
  needs: [],
  load: 'timing',
  proxy: 'shared',
  longest: 12_000,
  play,
  criteria,
}
