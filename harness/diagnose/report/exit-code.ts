/** The exit code of `sse-compat check`. Pure. */
import { staleExpectations } from './expected.ts'
import { keyOf } from './fronts.ts'
import type { CheckReport, Failure, RouteReport } from './report.ts'

const INTERRUPTED = 130

/**
 * 1 where a required criterion fails, where another criterion fails because of a line, where something that was not given or not
 * run may decide the result, or where no result repeated; 2 where nothing could be run; else 0. Product limitations, inconclusive
 * results and expected failures are only reported. A criterion that is expected to fail but passes gives 1. What `--fix` wrote
 * and fixed no longer fails.
 */
export function exitCodeOf(report: CheckReport): number {
  const { interrupted, routes } = report
  if (interrupted) return INTERRUPTED
  const isUnasked = ({ grade, untested, inconclusive }: RouteReport): boolean =>
    grade === 'unknown' && untested.length === 0 && inconclusive.length === 0
  if (routes.length === 0 || routes.some(isUnasked)) return 2
  if (routes.some(({ broken }) => broken)) return 2
  if (routes.some(({ grade }) => grade === 'unknown')) return 1
  const counts = routes.some((route) => route.failing.some((failure) => countsAgainst(failure, report, route)))
  return counts || staleExpectations(report).length > 0 ? 1 : 0
}

/** Whether it makes the exit code 1. */
export function countsAgainst(
  failure: Failure,
  { written, expected = [] }: Pick<CheckReport, 'written' | 'expected'>,
  { combined }: Pick<RouteReport, 'combined'>,
): boolean {
  const isFixed = written.length > 0 && combined?.turns.some((turned) => keyOf(turned) === keyOf(failure)) === true
  return !isFixed && !expected.includes(failure.criterion) && (failure.kind === 'required' || failure.causes.length > 0)
}
