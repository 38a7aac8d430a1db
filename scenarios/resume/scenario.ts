import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'resume',
  version: 1,
  title: 'After a break, does the client come back to where it was?',
  rank: 4,
  why: 'EventSource reconnects by itself and names the last event it had. That works only if the proxy shows the break and passes Last-Event-ID on.',
  references: ['https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header'],
  axes: { ending: ['end', 'fin', 'rst'], front: ['h1'] },
  axisWords: {
    'ending=end': 'after a proper end',
    'ending=fin': 'after a FIN inside the body',
    'ending=rst': 'after a reset (RST)',
  },
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 20_000,
  play,
  criteria,
}
