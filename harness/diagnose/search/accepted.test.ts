import { expect, test } from 'vitest'
import type { TraceState } from '../../model/index.ts'
import { isAccepted } from './accepted.ts'

type State = TraceState['state']

test.for([
  [['complete', 'complete'], true],
  // Inconclusive in one scenario, which did not finish in time.
  [['complete', 'skipped'], true],
  [['skipped', 'skipped'], false],
  [['complete', 'refused'], false],
  [['complete', 'proxy-died'], false],
  [['complete', 'broken'], false],
  [[], false],
] as const satisfies readonly (readonly [readonly State[], boolean])[])('%j: %j', ([states, accepted]) => {
  expect(isAccepted(states.map((state) => ({ state })))).toBe(accepted)
})
