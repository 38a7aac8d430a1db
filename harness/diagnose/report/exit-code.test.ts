import { expect, test } from 'vitest'
import type { Front } from '../../model/index.ts'
import { exitCodeOf } from './exit-code.ts'
import { sayReport } from './print-report.ts'
import { redactedReport } from './redacted.ts'
import { reportOf } from './report.fixture.ts'
import type { CheckReport, Failure, RouteReport } from './report.ts'
import { WIDE } from './terminal/screen.fixture.ts'

const whole = reportOf('text')
const [inconclusive] = whole.routes.flatMap((route) => route.inconclusive)

/** One route, of which nothing fails unless it is said. */
function of(route: Partial<RouteReport>, report: Partial<CheckReport> = {}): number {
  const routes = whole.routes.slice(0, 1).map((one): RouteReport => {
    const { combined: _, ...rest } = one
    return { ...rest, grade: 'works', failing: [], inconclusive: [], untested: [], undone: [], broken: false, ...route }
  })
  return exitCodeOf({ ...whole, interrupted: false, written: [], expected: [], routes, ...report })
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

const failure = whole.routes.flatMap((route) => route.failing)[0]
const failing = (fields: Partial<Failure>): Failure[] => {
  if (failure === undefined) throw new Error('the fixture has one')
  return [{ ...failure, criterion: 'delivery/live', front: 'h1', causes: [], ...fields }]
}
const [cause] = failure?.causes ?? []
const causes = cause === undefined ? [] : [cause]

test('something that is not required fails the command where a line is to blame for it', () => {
  expect(of({ failing: failing({ kind: 'required' }) })).toBe(1)
  expect(of({ failing: failing({ kind: 'optimal' }) })).toBe(0)
  expect(of({ failing: failing({ kind: 'optimal', causes }) })).toBe(1)
  expect(causes).toHaveLength(1)
})

test('what is expected to fail is not counted, and fails the command where it passes', () => {
  const expected = ['delivery/live']
  const [finding] = whole.routes.flatMap((route) => route.findings)
  if (finding === undefined) throw new Error('the fixture has one')
  const findings = (outcome: typeof finding.outcome, criterion = 'delivery/live') => [
    { ...finding, criterion, outcome },
  ]
  const failed = { failing: failing({ kind: 'required' }), findings: findings('fail') }
  expect(of({ ...failed, grade: 'broken' }, { expected })).toBe(0)
  expect(of({ ...failed, grade: 'broken' }, { expected: ['delivery/prompt'] })).toBe(1)
  expect(of({ findings: findings('pass') }, { expected })).toBe(1)
  expect(of({ findings: findings('pass', 'delivery/prompt') }, { expected })).toBe(1)
  // It may fail as well: that is not known.
  expect(of({ findings: findings('inconclusive') }, { expected })).toBe(0)
  expect(of({ findings: [] }, { expected })).toBe(0)
})

test('where nothing could be run it is 2, also of one route among others', () => {
  expect(of({}, { routes: [] })).toBe(2)
  const [route] = whole.routes
  if (route === undefined) throw new Error('the fixture has one')
  const bare = { ...route, failing: [], inconclusive: [], untested: [], broken: false }
  const routes = (...other: Partial<RouteReport>[]) => other.map((one): RouteReport => ({ ...bare, ...one }))
  expect(of({}, { routes: routes({ grade: 'works' }, { grade: 'unknown' }) })).toBe(2)
  expect(of({}, { routes: routes({ grade: 'works' }, { grade: 'works', broken: true }) })).toBe(2)
  expect(of({}, { routes: routes({ grade: 'works' }, { grade: 'unknown', untested: ['a file'] }) })).toBe(1)
  expect(
    of({}, { routes: routes({ grade: 'works' }, { grade: 'broken', failing: failing({ kind: 'required' }) }) }),
  ).toBe(1)
})

test('what was not given may decide the result: 1', () => {
  expect(of({ grade: 'unknown', untested: ['a file'] })).toBe(1)
  expect(of({ grade: 'works', untested: ['a file'] })).toBe(0)
})

test('what --fix wrote and turned fails no more, and nothing else', () => {
  const written = [{ file: 'app.conf', backup: 'app.conf.orig' }]
  const combined = whole.routes[0]?.combined
  if (combined === undefined) throw new Error('the fixture has one')
  const two = [...failing({ kind: 'required' }), ...failing({ kind: 'required', front: 'h2+tls' })]
  const turning = (...fronts: readonly Front[]) => ({
    failing: two,
    combined: { ...combined, turns: fronts.map((front) => ({ criterion: 'delivery/live', front })) },
  })
  expect(of(turning('h1', 'h2+tls'), { written })).toBe(0)
  expect(of(turning('h1'), { written })).toBe(1)
  expect(of(turning('h1', 'h2+tls'))).toBe(1)
  expect(of({ failing: two }, { written })).toBe(1)
})

test('it is listed for a person, with its reason', () => {
  const lines = sayReport(redactedReport(reportOf('a reason')), '', WIDE)
  expect(lines).toContainEqual(expect.stringMatching(/^Inconclusive, so that neither the grade nor the exit code/))
  expect(lines).toContain('  a reason: a reason')
})
