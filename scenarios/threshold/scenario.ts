import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'threshold',
  version: 1,
  question: 'How many bytes does the proxy buffer, and does padding or a heartbeat change that?',
  why: 'It is widely said that 2 KB of padding, or heartbeats, stop a proxy from buffering. This scenario tests both, and measures the buffer.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes',
    'https://www.rfc-editor.org/rfc/rfc9110#section-7.6',
  ],
  axes: { origin: ['chunked', 'close-delimited'], front: ['h1', 'h1+tls', 'h2+tls'] },
  axisWords: {
    'origin=chunked': 'with a chunked origin',
    'origin=close-delimited': 'with a close-delimited origin',
    'front=h1': 'over cleartext HTTP/1.1',
    'front=h1+tls': 'over HTTP/1.1 with TLS',
    'front=h2+tls': 'over HTTP/2',
  },
  asks: 'every',
  needs: [],
  load: 'timing',
  proxy: 'shared',
  longest: 20_000,
  stallTolerance: 500,
  check: 'all',
  answers: { buffering: 'every' },
  dependsOn: ['delivery/live', 'threshold/held'],
  run,
  criteria,
}
