import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'headers-first',
  version: 2,
  question: 'When are the response headers flushed?',
  why: 'EventSource fires open when it has the response headers. Behind a proxy that delays them until the first body bytes, a client of an idle stream stays in the state connecting.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource-onopen',
    'https://www.rfc-editor.org/rfc/rfc9110#section-7.6',
    'https://www.rfc-editor.org/rfc/rfc8297#section-2',
  ],
  axes: { origin: ['chunked', 'close-delimited', 'early-hints'], front: ['h1', 'h1+tls', 'h2+tls'] },
  axisWords: {
    'origin=chunked': 'with a chunked origin',
    'origin=close-delimited': 'with a close-delimited origin',
    'origin=early-hints': 'with a 103 first',
    'front=h1': 'over cleartext HTTP/1.1',
    'front=h1+tls': 'over HTTP/1.1 with TLS',
    'front=h2+tls': 'over HTTP/2',
  },
  asks: 'every',
  needs: [],
  load: 'timing',
  proxy: 'shared',
  longest: 12_000,
  stallTolerance: 500,
  check: 'default',
  // In `check`, `delivery` already covers both framings, and has a criterion about response headers.
  checkValues: { origin: ['chunked'] },
  answers: { buffering: 'every' },
  dependsOn: ['delivery/live', 'headers-first/early-hints', 'headers-first/opens', 'heartbeat/quiet'],
  run,
  criteria,
}
