import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { play } from './play.ts'

export const scenario: Scenario = {
  id: 'incremental',
  version: 1,
  title: 'What becomes of the field Incremental: ?1, in both directions?',
  why: 'RFC 10036 gives both ends a standard way to ask a proxy not to hold a message back. It helps only where a proxy knows it, and can spread only where the others pass it on.',
  references: ['https://www.rfc-editor.org/rfc/rfc10036', 'https://www.rfc-editor.org/rfc/rfc9110#section-5.1'],
  axes: {},
  axisWords: {},
  asks: 'every',
  needs: [],
  load: 'timing',
  proxy: 'shared',
  longest: 14_000,
  play,
  criteria,
}
