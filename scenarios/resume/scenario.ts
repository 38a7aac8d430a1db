import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'resume',
  version: 1,
  question: 'After a disconnect, does the client resume without lost or duplicate events?',
  rank: 4,
  why: 'EventSource reconnects by itself and sends the id of the last event it received. That works only if the proxy propagates the disconnect and forwards Last-Event-ID.',
  references: ['https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header'],
  axes: { ending: ['end', 'fin', 'rst'], front: ['h1'] },
  quick: {
    values: { ending: ['end'] },
    why: 'on 84 profiles no other ending showed a failure that this one does not',
  },
  axisWords: {
    'ending=end': 'after a normal end',
    'ending=fin': 'after a FIN inside the body',
    'ending=rst': 'after a reset (RST)',
  },
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 20_000,
  stallTolerance: 1000,
  check: 'default',
  answers: { resume: 'every' },
  dependsOn: ['delivery/live', 'resume/reconnect'],
  run,
  criteria,
}
