/** A check in the terms of CI systems: a suite for each route, a test case for each finding, a problem for each cause. Pure. */
import { countsAgainst } from '../../../harness/diagnose/report/exit-code.ts'
import { staleExpectations } from '../../../harness/diagnose/report/expected.ts'
import type { FindingReport } from '../../../harness/diagnose/report/findings.ts'
import { keyOf } from '../../../harness/diagnose/report/fronts.ts'
import type { PrintedReport } from '../../../harness/diagnose/report/redacted.ts'
import type { Failure, RouteReport } from '../../../harness/diagnose/report/report.ts'
import { inOrder, type Outcome, type Suite, type TestCase } from '../../ci/outcome.ts'
import { problemsOf } from './problems.ts'
import { nameOf } from './route-name.ts'

export function outcomeOfCheck(report: PrintedReport): Outcome {
  return {
    title: `sse-compat check ${report.config}`,
    startedAt: report.startedAt,
    suites: [...report.routes.map((route) => suiteOf(route, report)), ...expectations(report)],
    problems: inOrder(problemsOf(report)),
  }
}

/** A suite for what is expected to fail, and does not. */
function expectations(report: PrintedReport): Suite[] {
  const stale = staleExpectations(report)
  const suite = 'expectations'
  const cases = stale.map((name) => ({
    ...{ suite, name, result: 'fail' as const, message: 'expected to fail, and does not', detail: '' },
  }))
  return cases.length === 0 ? [] : [{ name: suite, cases }]
}

function suiteOf(route: RouteReport, report: PrintedReport): Suite {
  const suite = nameOf(route)
  const failing = new Map(route.failing.map((failure) => [keyOf(failure), failure]))
  const found = route.findings.map((finding) => testCase(suite, finding, failing.get(keyOf(finding)), report, route))
  const named = new Set(route.findings.map(keyOf))
  const others = route.failing
    .filter((failure) => !named.has(keyOf(failure)))
    .map((failure) => caseOfFailure({ suite, name: failure.criterion }, failure, report, route))
  return { name: suite, cases: [...found, ...others, ...unjudged(suite, route)] }
}

function testCase(
  suite: string,
  finding: FindingReport,
  failure: Failure | undefined,
  report: PrintedReport,
  route: RouteReport,
): TestCase {
  const { criterion, front, case: at, outcome, actual } = finding
  const common = { suite, name: `${criterion} ${front} (${at})` }
  switch (outcome) {
    case 'pass':
    case 'measured':
      return { ...common, result: 'pass', message: '', detail: actual }
    case 'not-applicable':
    case 'inconclusive':
      return { ...common, result: 'skipped', message: `${outcome}: ${actual}`, detail: '' }
    case 'fail':
      // Informative findings fail without being a failure of the route.
      return failure === undefined
        ? { ...common, result: 'pass', message: '', detail: actual }
        : caseOfFailure(common, failure, report, route, actual)
  }
}

function caseOfFailure(
  common: Pick<TestCase, 'suite' | 'name'>,
  failure: Failure,
  report: PrintedReport,
  route: RouteReport,
  actual = failure.actual,
): TestCase {
  const { title, causes, kind } = failure
  const lines = causes.map(({ where, says }) => (where === undefined ? says : `${where}: ${says}`))
  const notCounted = kind === 'required' ? 'fixed' : 'warning'
  const whyNot = report.expected?.includes(failure.criterion) === true ? 'expected' : notCounted
  const detail = [title, ...lines.map((line) => `cause: ${line}`)].join('\n')
  return countsAgainst(failure, report, route)
    ? { ...common, result: 'fail', message: actual, detail }
    : { ...common, result: 'skipped', message: `${whyNot}: ${actual}`, detail }
}

/** What could not be run, or not be judged since files are missing. */
function unjudged(suite: string, { grade, broken, undone, untested }: RouteReport): TestCase[] {
  const lines = [...(broken ? undone : []), ...(grade === 'unknown' ? untested : [])]
  const isUnasked = grade === 'unknown' && lines.length === 0
  return [...lines, ...(isUnasked ? ['could not be judged'] : [])].map((line, index) => ({
    suite,
    name: `not judged ${index + 1}`,
    result: 'error' as const,
    message: line,
    detail: '',
  }))
}
