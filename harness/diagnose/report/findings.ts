/** All findings of a route, for programs: what passes, what fails, what was measured, what could not be judged. Pure. */
import type { CellVerdict, FindingOutcome, Measure } from '../../model/index.ts'
import { STATE } from '../../verdict/expect/apply-expectations.ts'
import { frontOf, type OnFront, tailOf } from './fronts.ts'

export interface FindingReport extends Required<OnFront> {
  /** The test case, without product and profile: it starts with the scenario. */
  readonly case: string
  readonly kind: 'required' | 'optimal' | 'informative'
  readonly title: string
  readonly outcome: Exclude<FindingOutcome, 'noisy'> | 'inconclusive'
  /** The observed class; for `not-applicable` and `inconclusive` the outcome itself. */
  readonly observed: string
  readonly expected: string
  /** In words; for `not-applicable` and `inconclusive` the reason. */
  readonly actual: string
  readonly measures: readonly (Measure & { readonly name: string })[]
}

/** In the order of the scenarios, each with its own criteria. */
export function allFindings(cells: readonly CellVerdict[]): readonly FindingReport[] {
  return cells.flatMap((cell) =>
    cell.findings
      .filter(({ criterion }) => criterion !== STATE)
      .map(({ criterion, kind, title, outcome, observed, expected, actual, measures }) => ({
        criterion,
        front: frontOf(cell),
        case: tailOf(cell),
        kind,
        title,
        outcome: outcome === 'noisy' ? 'inconclusive' : outcome,
        observed: outcome === 'noisy' ? 'inconclusive' : observed,
        expected,
        actual,
        measures: Object.entries(measures).map(([name, measure]) => ({ name, ...measure })),
      })),
  )
}
