/** Criteria that the user expects to fail: they are reported, but do not count. Pure. */
import type { CheckReport, RouteReport } from './report.ts'

/**
 * Expectations that are not met: the criterion passes, or no criterion has that name. Each makes the exit code 1. A criterion
 * that could not be judged is not among them.
 */
export function staleExpectations({ expected = [], routes }: Pick<CheckReport, 'expected' | 'routes'>): string[] {
  const fails = (criterion: string): boolean =>
    routes.some(({ failing }) => failing.some((failure) => failure.criterion === criterion))
  const outcomes = (criterion: string) =>
    routes.flatMap(({ findings }) => findings.flatMap((one) => (one.criterion === criterion ? [one.outcome] : [])))
  const judged = routes.filter(({ findings }: RouteReport) => findings.length > 0)
  return expected.filter((criterion) => {
    const found = outcomes(criterion)
    return judged.length > 0 && !fails(criterion) && (found.length === 0 || found.includes('pass'))
  })
}

/** Lines for a person. */
export function expectationNotes(report: Pick<CheckReport, 'expected' | 'routes'>): string[] {
  const stale = staleExpectations(report)
  const { expected = [], routes } = report
  const failing = expected.filter((criterion) =>
    routes.some((route) => route.failing.some((failure) => failure.criterion === criterion)),
  )
  return [
    ...(failing.length === 0 ? [] : [`Expected to fail (--expect), and not counted: ${failing.join(', ')}.`]),
    ...stale.map((criterion) => `${criterion} is expected to fail and does not: take it out of --expect.`),
  ]
}
