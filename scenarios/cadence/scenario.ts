import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'cadence',
  version: 1,
  question: 'Does a steady series of events arrive steadily?',
  why: 'A language model or a dashboard sends about twenty events a second. A proxy that batches them, or flushes on a timer, makes the output jerky.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes',
    'https://www.rfc-editor.org/rfc/rfc9112#section-7.1',
  ],
  axes: { front: ['h1', 'h1+tls', 'h2+tls'] },
  axisWords: {
    'front=h1': 'over cleartext HTTP/1.1',
    'front=h1+tls': 'over HTTP/1.1 with TLS',
    'front=h2+tls': 'over HTTP/2',
  },
  asks: 'every',
  needs: [],
  load: 'timing',
  latencies: true,
  proxy: 'shared',
  longest: 8000,
  // A longer event-loop stall (ms) delays two events or more, which makes lateness inconclusive.
  stallTolerance: 100,
  check: 'all',
  answers: { buffering: 'every' },
  dependsOn: ['delivery/live'],
  run,
  criteria,
}
