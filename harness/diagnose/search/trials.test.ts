import { expect, test } from 'vitest'
import type { Finding } from '../../model/index.ts'
import { findingsOf, isFine, isFixed } from './trials.ts'
import type { CaseRun } from './variant-runner.ts'

const outcomeOf = (finding: Partial<Finding>): string | undefined =>
  findingsOf([
    {
      tail: 't',
      cell: { scenario: { id: 'compression' } },
      trace: { outcome: { state: 'complete' } },
      judged: [{ criterion: { id: 'vary', kind: 'optimal' }, finding }],
    } as unknown as CaseRun,
  ]).get('t compression/vary')

test('a criterion that has nothing left to judge fails no more; one whose premise fails is not fixed', () => {
  const gone = outcomeOf({ outcome: 'not-applicable' })
  const blocked = outcomeOf({ outcome: 'not-applicable', dependsOn: 'delivery/live' })
  expect([isFixed(gone), isFixed(blocked)]).toEqual([true, false])
  // It proves no single change: that is for what passes.
  expect(isFine(gone)).toBe(false)
  expect([outcomeOf({ outcome: 'pass' }), outcomeOf({ outcome: 'fail' })].map(isFixed)).toEqual([true, false])
})
