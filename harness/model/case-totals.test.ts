import { expect, test } from 'vitest'
import { cell, finding } from '../../reports/formats/markdown/fixture.ts'
import { sayCaseTotals, sayKnownFailures } from './case-totals.ts'

const known = finding('a/b', { outcome: 'fail' })
const worse = finding('a/b', { outcome: 'fail', against: 'worse' })
const better = finding('a/b', { against: 'better' })
const noisy = finding('a/b', { outcome: 'noisy', against: 'unlisted' })
const died = { state: 'proxy-died', message: 'it died', logs: '' } as const

test('each test case is in one part, and the parts add up', () => {
  const cells = [
    cell('a', '1', [finding('a/b'), known]),
    cell('a', '2', [worse, noisy]),
    cell('a', '3', [better]),
    cell('a', '4', [finding('a/b'), noisy]),
    cell('a', '5', [], { outcome: { state: 'skipped', because: 'no HTTP/2' } }),
    cell('a', '6', [finding('state', { outcome: 'not-applicable', against: 'unlisted' })], {
      outcome: { state: 'refused', message: 'no such directive', lacks: 'mod_x' },
    }),
    cell('a', '7', [finding('state', { outcome: 'fail' })], { outcome: { state: 'refused', message: 'no' } }),
    cell('a', '8', [worse], { outcome: { state: 'refused', message: 'no' } }),
    cell('a', '9', [], { outcome: { state: 'broken', stage: 'start', message: 'no port', logs: '' } }),
    cell('a', '10', [finding('state', { outcome: 'fail', against: 'unlisted' })], { outcome: died }),
    cell('a', '11', [finding('state', { outcome: 'fail' })], { outcome: died }),
  ]
  expect(sayCaseTotals({ cells })).toBe(
    '11 test cases: 3 as expected, 2 not as expected, 1 inconclusive, 2 skipped, 3 without a result',
  )
  expect(sayCaseTotals({ cells: cells.slice(0, 1) })).toBe('1 test case: 1 as expected')
  expect(sayCaseTotals({ cells: [] })).toBe('')
})

test('failures that are known are counted by their grade', () => {
  const grades = (...all: string[]) => all.map((grade) => ({ grade }))
  expect(sayKnownFailures(grades('works', 'degraded'))).toBe('')
  expect(sayKnownFailures(grades('broken'))).toMatch(/^the 1 broken configuration is known: /)
  expect(sayKnownFailures(grades('broken', 'refused', 'broken'))).toMatch(
    /^the 2 broken and 1 refused configurations are known: /,
  )
})
