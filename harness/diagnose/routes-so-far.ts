/** What is known of each route while they are tested: an interruption reports it immediately, and again when everything has ended. */
import type { RouteReport } from './report/report.ts'
import type { UnfinishedFindings } from './report/unfinished-findings.ts'

export interface RoutesSoFar {
  begin(at: number, findings: Pick<UnfinishedFindings, 'notes'>): void
  finish(at: number, report: RouteReport): void
  finished(): readonly RouteReport[]
  /** Of routes that were not finished: what was found, and the names of those that were not begun. */
  notes(): readonly string[]
}

/** @param names of the routes, in their order */
export function createRoutesSoFar(names: readonly string[]): RoutesSoFar {
  const begun = new Map<number, Pick<UnfinishedFindings, 'notes'>>()
  const reports = new Map<number, RouteReport>()
  const inOrder = names.map((_, at) => at)
  return {
    begin: (at, findings) => void begun.set(at, findings),
    finish: (at, report) => void reports.set(at, report),
    finished: () => inOrder.flatMap((at) => reports.get(at) ?? []),
    notes() {
      const left = names.filter((_, at) => !begun.has(at))
      return [
        ...inOrder.flatMap((at) => (reports.has(at) ? [] : (begun.get(at)?.notes() ?? []))),
        ...(left.length === 0 ? [] : [`Not begun when the check was interrupted: ${left.join(', ')}.`]),
      ]
    },
  }
}
