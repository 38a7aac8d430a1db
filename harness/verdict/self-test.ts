/** Results of the criterion × defect matrix, in the form in which defects are declared. Pure. */
import type { CellVerdict, CriterionKind, CriterionVerdict, Defect } from '../model/index.ts'

export type Shown = Pick<Defect, 'breaks' | 'blocks'>

/** @param cells test cases of one defect @param faithful those of the correct proxy, for comparison */
export function shownBy(cells: readonly CellVerdict[], faithful: readonly CellVerdict[]): Shown {
  const breaks: Record<string, string> = {}
  const blocks = new Set<string>()
  for (const cell of cells) {
    const same = faithful.find((other) => other.scenario === cell.scenario && sameAxes(other, cell))
    for (const finding of cell.findings) {
      const plain = same?.findings.find((other) => other.criterion === finding.criterion)
      if (finding.outcome === 'not-applicable') {
        if (plain?.outcome !== 'not-applicable') blocks.add(finding.criterion)
      } else if (deviates(finding, plain)) breaks[finding.criterion] = finding.observed
    }
  }
  return { breaks, blocks: [...blocks] }
}

/** A failure; for an informative criterion, a class other than the correct proxy's. */
const deviates = (finding: CriterionVerdict, plain: CriterionVerdict | undefined): boolean =>
  finding.outcome === 'fail' || (finding.outcome === 'measured' && finding.observed !== plain?.observed)

const sameAxes = (a: CellVerdict, b: CellVerdict): boolean =>
  Object.entries(a.axes).every(([name, value]) => b.axes[name] === value)

/** What each defect breaks in other scenarios: `<scenario>/<criterion>` by defect. */
export const elsewhereOf = (
  defects: readonly { readonly id: string; readonly scenario: string }[],
  ran: {
    readonly faithful: readonly CellVerdict[]
    readonly defects: Readonly<Record<string, readonly CellVerdict[]>>
  },
): Record<string, string[]> =>
  Object.fromEntries(
    defects.map(({ id, scenario }) => {
      const foreign = (ran.defects[id] ?? []).filter(
        (cell) => cell.scenario !== scenario && cell.outcome.state === 'complete',
      )
      return [id, Object.keys(shownBy(foreign, ran.faithful).breaks)]
    }),
  )

/** Criteria that no defect breaks alone and that have no `neverAlone` with the reason. An informative one only has to deviate. */
export function uncaught(criteria: readonly Named[], defects: readonly Defect[]): string[] {
  const informative = criteria.filter(({ kind }) => kind === 'informative').map(({ id }) => id)
  const judging = ({ breaks }: Defect): string[] => Object.keys(breaks).filter((id) => !informative.includes(id))
  return criteria
    .filter(({ id, kind }) => {
      if (kind === 'informative') return !defects.some(({ breaks }) => Object.hasOwn(breaks, id))
      return !defects.some((defect) => {
        const [first, ...more] = judging(defect)
        return first === id && (more.length === 0 || defect.neverAlone !== undefined)
      })
    })
    .map(({ id }) => id)
}

export interface Named {
  /** `<scenario>/<criterion>` */
  readonly id: string
  readonly kind: CriterionKind
}
