import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'
import { PATIENCE } from './streams.ts'

export const scenario: Scenario = {
  id: 'origin-close',
  version: 1,
  question: 'When the origin ends a stream, does the client see the end immediately?',
  why: 'The end of a response tells a client to continue or to reconnect. A late end leaves it waiting; an end that looks truncated makes it report an error that did not happen.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9112#section-6.3',
    'https://www.rfc-editor.org/rfc/rfc9113#section-8.1',
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#processing-model',
  ],
  axes: { front: ['h1', 'h1+tls', 'h2+tls'] },
  axisWords: { 'front=h1+tls': 'over TLS', 'front=h2+tls': 'over HTTP/2' },
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 12_000,
  stallTolerance: PATIENCE / 2,
  check: 'all',
  answers: { resume: 'every' },
  dependsOn: ['delivery/live', 'origin-close/told'],
  run,
  criteria,
}
