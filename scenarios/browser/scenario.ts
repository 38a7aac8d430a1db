import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'browser',
  version: 1,
  title: 'What does a real EventSource in a real browser make of the stream?',
  why: 'What a user sees is decided by a browser: it opens, delivers, comes back by itself, and knows when to stop.',
  references: ['https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface'],
  axes: { front: ['h1', 'h2+tls'] },
  axisWords: { 'front=h1': 'over HTTP/1.1', 'front=h2+tls': 'over HTTP/2' },
  // A page costs the processor a third of a second; the other scenarios put the same questions to every profile without one.
  asks: ['browser'],
  needs: ['browser'],
  load: 'heavy',
  proxy: 'shared',
  longest: 20_000,
  play,
  criteria,
}
