import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'
import { CLOCK } from './time.ts'

export const scenario: Scenario = {
  id: 'total-cap',
  version: 1,
  title: 'Is a busy stream cut for its age?',
  why: 'Heartbeats do not help against a limit on the whole response. The proxy lives sixty times faster here, so that a quarter of an hour is played.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes',
    'https://www.rfc-editor.org/rfc/rfc9112#section-9.5',
  ],
  axes: { front: ['h1'] },
  axisWords: { 'front=h1': 'over HTTP/1.1 in the clear' },
  asks: 'every',
  needs: ['clock'],
  clock: CLOCK,
  load: 'waiting',
  proxy: 'shared',
  longest: 30_000,
  play,
  criteria,
}
