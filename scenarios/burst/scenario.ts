import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'burst',
  version: 1,
  question: 'Are bursts delivered complete and in order?',
  why: 'A reconnecting client gets its backlog as a burst. A proxy may buffer the end of it, or forward it in larger pieces.',
  references: ['https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation'],
  axes: { front: ['h1', 'h2+tls'] },
  axisWords: { 'front=h1': 'over cleartext HTTP/1.1', 'front=h2+tls': 'over HTTP/2' },
  asks: 'every',
  needs: [],
  load: 'timing',
  latencies: true,
  proxy: 'shared',
  longest: 12_000,
  stallTolerance: 500,
  check: 'all',
  answers: { buffering: 'every' },
  dependsOn: ['burst/tail', 'delivery/live'],
  run,
  criteria,
}
