import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'headers-first',
  version: 1,
  title: 'What lets the response head go, and how late is it?',
  why: 'EventSource fires open when it has the head. A proxy that keeps it until there is a body shows "connecting" to a client of a quiet stream.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#dom-eventsource-onopen',
    'https://www.rfc-editor.org/rfc/rfc9110#section-7.6',
  ],
  axes: { origin: ['chunked', 'close-delimited'], front: ['h1', 'h1+tls', 'h2+tls'] },
  axisWords: {
    'origin=chunked': 'with a chunked origin',
    'origin=close-delimited': 'with a close-delimited origin',
    'front=h1': 'over HTTP/1.1 in the clear',
    'front=h1+tls': 'over HTTP/1.1 and TLS',
    'front=h2+tls': 'over HTTP/2',
  },
  asks: 'every',
  needs: [],
  load: 'timing',
  proxy: 'shared',
  longest: 12_000,
  play,
  criteria,
}
