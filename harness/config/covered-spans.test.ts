import { expect, it } from 'vitest'
import { CoveredSpans } from './covered-spans.ts'

const spans = (...all: readonly (readonly [number, number])[]): CoveredSpans => {
  const covered = new CoveredSpans()
  for (const [start, end] of all) covered.add({ start, end })
  return covered
}
const has = (covered: CoveredSpans, start: number, end: number): boolean => covered.has({ start, end })

it('a span is covered by one that contains it', () => {
  const covered = spans([20, 30], [0, 10], [40, 41])
  expect([has(covered, 0, 10), has(covered, 3, 4), has(covered, 20, 30), has(covered, 40, 41)]).not.toContain(false)
  expect([has(covered, 0, 11), has(covered, 10, 12), has(covered, 15, 30), has(covered, 41, 42)]).not.toContain(true)
})

it('an outer span takes the place of those within it', () => {
  const covered = spans([2, 3], [5, 6], [20, 30], [0, 10])
  expect([has(covered, 4, 5), has(covered, 8, 10), has(covered, 21, 30)]).not.toContain(false)
  expect(has(covered, 10, 20)).toBe(false)
})

it('those within a span can be forgotten', () => {
  const covered = spans([2, 3], [5, 6], [20, 30])
  covered.uncover({ start: 0, end: 10 })
  expect([has(covered, 2, 3), has(covered, 5, 6), has(covered, 21, 22)]).toEqual([false, false, true])
})
