/** What `sse-compat check` ends with. Pure. */
import { staleExpectations } from './expected.ts'
import { keyOf } from './fronts.ts'
import type { CheckReport, Failure, RouteReport } from './report.ts'

const INTERRUPTED = 130

/**
 * 1 where something required fails, where something else fails that a line is to blame for, where what was not provided or run may decide the
 * result, or where nothing at all repeated; 2 where nothing could be run; else 0. What the product does whatever is written is reported and no
 * more, and so is what is inconclusive, and what is expected to fail; what is expected to fail and passes is 1. What `--fix` wrote and turned fails no more.
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

/** It makes the exit code 1. */
export function countsAgainst(
  failure: Failure,
  { written, expected = [] }: Pick<CheckReport, 'written' | 'expected'>,
  { combined }: Pick<RouteReport, 'combined'>,
): boolean {
  const isFixed = written.length > 0 && combined?.turns.some((turned) => keyOf(turned) === keyOf(failure)) === true
  return !isFixed && !expected.includes(failure.criterion) && (failure.kind === 'required' || failure.causes.length > 0)
}
