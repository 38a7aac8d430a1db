import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'heartbeat',
  version: 2,
  question: 'After how long is an idle stream closed, and which heartbeat interval keeps it open?',
  rank: 2,
  why: 'Proxies close streams that are idle for longer than a timeout. A heartbeat helps if its interval is short enough, and if it reaches the client.',
  references: ['https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes'],
  axes: { beat: ['comment', 'data'], front: ['h1'] },
  quick: {
    values: { beat: ['comment'] },
    why: 'on 84 profiles data as heartbeats showed one more failure: a filter that changes the body buffers them',
  },
  axisWords: {
    'silence=4': 'within 4 s',
    'beat=comment': 'with comments as heartbeats',
    'beat=data': 'with data as heartbeats',
  },
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 26_000,
  stallTolerance: 500,
  check: 'default',
  // `idle-cut` covers longer limits, and limits that the configuration sets are awaited in any case.
  checkValuesWithClock: { silence: ['4'] },
  answers: { 'idle-timeout': ['quiet'], 'heartbeat-interval': ['interval', 'delivered'] },
  dependsOn: ['delivery/live'],
  certain: { cut: 'an idle stream was closed' },
  run,
  criteria,
}
