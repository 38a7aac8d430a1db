/** Inconclusive results of a route, as the report lists them. Pure. */
import { noisy } from '../../trace/facts.ts'
import { frontOf, keyOf } from '../report/fronts.ts'
import type { Inconclusive } from '../report/report.ts'
import type { Doubt } from './confirm.ts'
import type { Explanation } from './failure.ts'
import type { CaseRun } from './variant-runner.ts'

/**
 * Each criterion and reason once, with its test cases.
 * @param failing criteria that fail: where no stream arrives at all, missing responses are not reported separately
 */
export function inconclusiveOf(doubts: readonly Doubt[], failing: readonly string[]): Inconclusive[] {
  const told = doubts.filter(({ unanswered }) => unanswered !== true || !failing.includes('delivery/live'))
  const groups = Map.groupBy(told, ({ criterion, because }) => `${criterion} ${because}`)
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    return [{ criterion: first.criterion, cells: group.map(({ tail }) => tail), because: first.because }]
  })
}

/** Failures whose search for a cause stopped for lack of time. */
export const unfinishedOf = (all: readonly Pick<Explanation, 'failure' | 'isUnfinished'>[]): Inconclusive[] =>
  all
    .filter(({ isUnfinished }) => isUnfinished === true)
    .map(({ failure: { criterion, cells, tried } }) => ({
      criterion,
      cells,
      because: `it fails, and its cause is not known: the search stopped for lack of time after ${tried} changes; --path tests one route alone`,
    }))

/**
 * The same runs without flaky failures, and the doubts instead of them.
 * @param unsteady in the form of `keyOf`
 */
export function withoutUnsteady(
  ran: readonly CaseRun[],
  unsteady: readonly string[],
): { readonly ran: readonly CaseRun[]; readonly doubts: readonly Doubt[] } {
  const doubts: Doubt[] = []
  const left = ran.map((one) => ({
    ...one,
    judged: one.judged.map((judged) => {
      const criterion = `${one.cell.scenario.id}/${judged.criterion.id}`
      if (judged.finding.outcome !== 'fail' || !unsteady.includes(keyOf({ criterion, front: frontOf(one.cell) })))
        return judged
      const because = `comes and goes: it passed in one more run; before: ${judged.finding.actual}`
      doubts.push({ criterion, tail: one.tail, because })
      return { ...judged, finding: noisy(because) }
    }),
  }))
  return { ran: left, doubts }
}
