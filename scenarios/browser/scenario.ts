import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'browser',
  version: 1,
  question: 'Does EventSource in a real browser receive the stream?',
  why: 'The browser decides what a user sees: it opens the stream, delivers events, reconnects, and stops when told to.',
  references: ['https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface'],
  axes: { front: ['h1', 'h2+tls'] },
  axisWords: { 'front=h1': 'over HTTP/1.1', 'front=h2+tls': 'over HTTP/2' },
  // A page costs a third of a second of CPU time; the other scenarios test the same behaviour of every profile without a browser.
  asks: ['browser'],
  needs: ['browser'],
  load: 'heavy',
  proxy: 'shared',
  longest: 20_000,
  stallTolerance: 1000,
  // It needs a browser.
  check: 'never',
  answers: {},
  dependsOn: ['browser/returns', 'delivery/live'],
  run,
  criteria,
}
