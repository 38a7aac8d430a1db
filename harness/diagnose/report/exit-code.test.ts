import { expect, test } from 'vitest'
import { exitCodeOf } from './exit-code.ts'
import { sayReport } from './print-report.ts'
import { redactedReport } from './redacted.ts'
import { reportOf } from './report.fixture.ts'
import type { CheckReport, RouteReport } from './report.ts'

const whole = reportOf('text')
const [inconclusive] = whole.routes.flatMap((route) => route.inconclusive)

/** One route, of which nothing fails unless it is said. */
function of(route: Partial<RouteReport>, report: Partial<CheckReport> = {}): number {
  const routes = whole.routes.slice(0, 1).map((one): RouteReport => {
    return { ...one, grade: 'works', failing: [], inconclusive: [], untested: [], undone: [], broken: false, ...route }
  })
  return exitCodeOf({ ...whole, interrupted: false, written: [], routes, ...report })
}

test('what is inconclusive changes no exit code', () => {
  if (inconclusive === undefined) throw new Error('the fixture has one')
  expect(of({})).toBe(0)
  expect(of({ inconclusive: [inconclusive] })).toBe(0)
  const failing = whole.routes.flatMap((route) => route.failing).filter(({ kind }) => kind === 'required')
  expect(of({ grade: 'broken', failing })).toBe(1)
  expect(of({ grade: 'broken', failing, inconclusive: [inconclusive] })).toBe(1)
})

test('where all of it is inconclusive nothing is proven, and nothing of sse-compat’s own is at fault', () => {
  expect(of({ grade: 'unknown' })).toBe(2)
  expect(of({ grade: 'unknown', inconclusive: inconclusive === undefined ? [] : [inconclusive] })).toBe(1)
  expect(of({ broken: true })).toBe(2)
  expect(of({}, { interrupted: true })).toBe(130)
})

test('it is listed for a person, with its reason', () => {
  const lines = sayReport(redactedReport(reportOf('a reason')), process.stdout)
  expect(lines).toContainEqual(expect.stringMatching(/^Inconclusive, so that neither the grade nor the exit code/))
  expect(lines).toContain('  a reason: a reason')
})
