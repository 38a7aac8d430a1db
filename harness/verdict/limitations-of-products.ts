/** What a product does with any configuration: optional criteria that are listed as failing for all of its profiles. Pure. */
import type { CellVerdict } from '../model/index.ts'
import { mostCommon } from './failure-wording.ts'

export interface ProductLimitation {
  readonly proxy: string
  /** `<scenario>/<criterion>` */
  readonly criterion: string
  /** What happens; where profiles differ in a number, the most frequent text. */
  readonly actual: string
  /** Names of the profiles that show it. */
  readonly profiles: readonly string[]
}

/** Over all profiles that ran; each limitation once, the one that most profiles have first. Not every profile has each of them. */
export function productLimitations(cells: readonly CellVerdict[]): ProductLimitation[] {
  const shown = cells
    .filter(({ outcome, sameAs }) => outcome.state === 'complete' && sameAs === undefined)
    .flatMap((cell) => cell.findings.filter(isLimitation).map((finding) => ({ cell, finding })))
  const groups = Map.groupBy(shown, ({ cell, finding }) => `${cell.proxy} ${finding.criterion} ${finding.observed}`)
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group
      if (first === undefined) return []
      const profiles = [...new Set(group.map(({ cell }) => cell.profile))]
      const actual = mostCommon(group.map(({ finding }) => finding.actual))
      return [{ proxy: first.cell.proxy, criterion: first.finding.criterion, actual, profiles }]
    })
    .sort((a, b) => b.profiles.length - a.profiles.length)
}

/** An optional criterion that is listed as failing without naming a profile. It is reported once for the product, and lowers no grade. */
export const isLimitation = ({ outcome, kind, expectation }: CellVerdict['findings'][number]): boolean =>
  outcome === 'fail' && kind === 'optimal' && expectation?.always === true
