import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { besideLimitations } from './limitation-grade.ts'
import type { CheckReport, RouteReport } from './report.ts'

/** Of Apache: a warning that a line causes, and one of the product. */
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, 'terminal/checks.fixture/product-limitation.json'), 'utf8'),
) as { report: CheckReport } & CheckReport
const [both] = (recorded.report ?? recorded).routes as [RouteReport]
const limited = both.failing.filter(({ innate }) => innate !== undefined)

test('a route that fails by limitations of its product alone works; the limitations stay', () => {
  const alone = besideLimitations({ ...both, failing: limited })
  expect(limited).toHaveLength(1)
  expect(alone.grade).toBe('works')
  expect(alone.failing).toEqual(limited)
})

test('with a warning of its own it is degraded, and works once that is fixed', () => {
  const graded = besideLimitations(both)
  expect([both.grade, both.combined?.after.grade]).toEqual(['degraded', 'degraded'])
  expect([graded.grade, graded.combined?.after.grade]).toEqual(['degraded', 'works'])
})

test('no other grade changes, and none without a limitation', () => {
  expect(besideLimitations({ ...both, grade: 'broken', failing: limited }).grade).toBe('broken')
  const own = { ...both, failing: both.failing.filter(({ innate }) => innate === undefined) }
  expect(besideLimitations(own)).toBe(own)
})
