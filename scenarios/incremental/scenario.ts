import type { Scenario } from '../../harness/model/index.ts'
import { criteria } from './criteria.ts'
import { run } from './run.ts'

export const scenario: Scenario = {
  id: 'incremental',
  version: 1,
  question: 'Is the header field Incremental: ?1 forwarded and honoured, in both directions?',
  why: 'RFC 10036 gives both ends a standard way to ask a proxy not to buffer a message. It helps only with a proxy that supports it, and only if the others forward it.',
  references: ['https://www.rfc-editor.org/rfc/rfc10036', 'https://www.rfc-editor.org/rfc/rfc9110#section-5.1'],
  axes: {},
  axisWords: {},
  asks: 'every',
  needs: [],
  load: 'timing',
  proxy: 'shared',
  longest: 14_000,
  stallTolerance: 300,
  check: 'all',
  answers: {},
  dependsOn: ['delivery/live'],
  run,
  criteria,
}
