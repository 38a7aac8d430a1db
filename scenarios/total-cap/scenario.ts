import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'
import { CLOCK, WINDOWS } from './time.ts'

export const scenario: Scenario = {
  id: 'total-cap',
  version: 2,
  question: 'Is an active stream closed after a total duration, and does a comment every 30 s keep a quiet one open?',
  why: 'Heartbeats do not help against a total duration limit. The proxy’s clock runs sixty times faster here, so that a quarter of an hour can be tested.',
  references: [
    'https://html.spec.whatwg.org/multipage/server-sent-events.html#authoring-notes',
    'https://www.rfc-editor.org/rfc/rfc9112#section-9.5',
  ],
  axes: { within: WINDOWS, front: ['h1'] },
  axisWords: {
    'within=900': 'within 15 min',
    'within=300': 'within 5 min',
    'front=h1': 'over cleartext HTTP/1.1',
  },
  asks: 'every',
  needs: ['clock'],
  clock: CLOCK,
  load: 'waiting',
  proxy: 'shared',
  longest: 30_000,
  stallTolerance: 500,
  check: 'default',
  checkValues: { within: ['300'] },
  answers: { 'idle-timeout': 'every' },
  dependsOn: ['delivery/live', 'heartbeat/quiet', 'total-cap/cap'],
  run,
  criteria,
}
