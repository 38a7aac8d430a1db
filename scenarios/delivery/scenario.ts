import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'delivery',
  version: 2,
  question: 'Does every event reach the client before the next one is sent?',
  rank: 1,
  why: 'A proxy that buffers bytes before it forwards them turns a stream into bursts, or delivers nothing.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes',
    'https://www.rfc-editor.org/rfc/rfc9112#section-7.1',
  ],
  axes: {
    origin: ['chunked', 'close-delimited', 'content-length'],
    event: ['60', '2000'],
    front: ['h1', 'h1+tls', 'h2+tls'],
  },
  quick: {
    values: { origin: ['chunked'], event: ['60'] },
    why: 'on 84 profiles no other value showed a failure that these do not',
  },
  axisWords: {
    'origin=chunked': 'with a chunked origin',
    'origin=close-delimited': 'with a close-delimited origin',
    'origin=content-length': 'with a Content-Length',
    'front=h1': 'over cleartext HTTP/1.1',
    'front=h1+tls': 'over HTTP/1.1 with TLS',
    'front=h2+tls': 'over HTTP/2',
    'event=60': 'with a first event of 60 bytes',
    'event=2000': 'with a first event of 2,000 bytes',
  },
  asks: 'every',
  needs: [],
  load: 'timing',
  proxy: 'shared',
  longest: 20_000,
  // A longer event-loop stall (ms) makes a buffered event inconclusive: half of PATIENCE.
  stallTolerance: 500,
  check: 'default',
  // A stream of a known length is rare.
  checkValues: { origin: ['chunked', 'close-delimited'] },
  answers: { buffering: ['live', 'prompt', 'head-first'], compression: ['encoding'] },
  dependsOn: ['delivery/live'],
  certain: {
    'head-waits': 'the client has no response headers one second after the origin sent them',
    nudge: 'the client does not have an event one second after the origin sent it',
  },
  run,
  criteria,
}
