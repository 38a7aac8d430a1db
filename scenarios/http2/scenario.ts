import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'http2',
  version: 2,
  question: 'Are many streams on one HTTP/2 connection served independently?',
  why: 'Over HTTP/2 a browser opens all streams of a site on one connection. A slow or large one must not block the others.',
  references: [
    'https://www.rfc-editor.org/rfc/rfc9113#section-5',
    'https://www.rfc-editor.org/rfc/rfc9113#section-5.2',
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes',
  ],
  axes: { front: ['h2+tls'] },
  axisWords: { 'front=h2+tls': '' },
  asks: 'every',
  needs: ['http2'],
  load: 'waiting',
  proxy: 'shared',
  streams: 32,
  longest: 12_000,
  stallTolerance: 500,
  check: 'all',
  answers: { http2: 'every' },
  dependsOn: ['delivery/live', 'http2/live'],
  run,
  criteria,
}
