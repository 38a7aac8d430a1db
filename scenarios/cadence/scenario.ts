import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'cadence',
  version: 1,
  title: 'Does a steady series of events stay steady?',
  why: 'Twenty events a second are what a model that writes, or a dashboard, sends. A proxy that collects them, or lets them go by a timer of its own, makes them jerk.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes',
    'https://www.rfc-editor.org/rfc/rfc9112#section-7.1',
  ],
  axes: { front: ['h1', 'h1+tls', 'h2+tls'] },
  axisWords: {
    'front=h1': 'over HTTP/1.1 in the clear',
    'front=h1+tls': 'over HTTP/1.1 and TLS',
    'front=h2+tls': 'over HTTP/2',
  },
  asks: 'every',
  needs: [],
  load: 'timing',
  proxy: 'shared',
  longest: 8000,
  play,
  criteria,
}
