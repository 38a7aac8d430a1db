/** What a report means for the exit code. Pure. */
import { type CellVerdict, isDeviation, type Report } from '../../model/index.ts'
import { STATE } from '../../verdict/expect/apply-expectations.ts'

/** 0: as expected. 1: a deviation from the expectations. 2: the work could not be done; it wins over 1. */
export type ExitCode = 0 | 1 | 2

/** Test cases without a result: the harness failed, or the proxy unexpectedly did not run. */
export function withoutResult(report: Report): CellVerdict[] {
  return [...report.cells, ...report.controls].filter(
    ({ outcome, findings }) =>
      outcome.state === 'broken' ||
      findings.some((finding) => finding.criterion === STATE && finding.against === 'worse') ||
      (outcome.state === 'proxy-died' && !findings.some((finding) => finding.against === 'as-expected')),
  )
}

export function exitCodeOf(report: Report): ExitCode {
  if (report.interrupted || withoutResult(report).length > 0) return 2
  const deviates = report.cells.some(({ findings }) => findings.some(isDeviation))
  return deviates || report.stale.length > 0 ? 1 : 0
}
