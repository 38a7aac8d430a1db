import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'origin-close',
  version: 1,
  title: 'When the origin ends a stream, is the client told at once?',
  why: 'The end of an answer tells a client to go on, or to come back. One that comes late leaves it waiting; one that looks broken makes it report an error that was none.',
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
  play,
  criteria,
}
