import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'heartbeat',
  version: 2,
  title: 'When is a silent stream cut, and which heartbeat keeps it alive?',
  rank: 2,
  why: 'Proxies cut streams that are quiet for longer than a timer. A heartbeat helps if it is short enough, and if it reaches the client.',
  references: ['https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes'],
  axes: { beat: ['comment', 'data'], front: ['h1'] },
  axisWords: { 'beat=comment': 'with comments as heartbeats', 'beat=data': 'with data as heartbeats' },
  asks: 'every',
  needs: [],
  load: 'waiting',
  proxy: 'shared',
  longest: 26_000,
  certain: { cut: 'a silent stream was cut' },
  play,
  criteria,
}
