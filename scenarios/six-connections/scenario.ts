import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'six-connections',
  version: 2,
  question: 'Is a browser’s seventh stream to one host served?',
  why: 'Over HTTP/1.1 a browser opens at most six connections to a host, for all tabs together. The seventh stream waits without an error, and so does every page.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes',
    'https://www.rfc-editor.org/rfc/rfc9112#section-9.4',
  ],
  axes: { front: ['h1', 'h2+tls'] },
  axisWords: { 'front=h1': 'over HTTP/1.1', 'front=h2+tls': 'over HTTP/2' },
  // A page costs CPU time: see `browser`.
  asks: ['browser'],
  needs: ['browser'],
  load: 'heavy',
  proxy: 'shared',
  streams: 8,
  longest: 15_000,
  stallTolerance: 500,
  // It needs a browser.
  check: 'never',
  answers: {},
  dependsOn: ['delivery/live'],
  run,
  criteria,
}
