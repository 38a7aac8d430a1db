/** What became of a run's test cases: one number for all of them, and parts that add up to it. Pure. */
import type { CellVerdict, CriterionVerdict } from './report.ts'

/** Each test case is in exactly one. */
type Part = 'expected' | 'deviating' | 'inconclusive' | 'skipped' | 'unfinished'

const PARTS: readonly (readonly [Part, string])[] = [
  ['expected', 'as expected'],
  ['deviating', 'not as expected'],
  ['inconclusive', 'inconclusive'],
  ['skipped', 'skipped'],
  ['unfinished', 'without a result'],
]

/** A finding that differs from what `expect.yaml` lists, to the better too. */
export const isDeviation = ({ against }: Pick<CriterionVerdict, 'against'>): boolean =>
  against === 'worse' || against === 'better' || against === 'other'

/** `455 test cases: 453 as expected, 1 inconclusive, 1 skipped`; '' for none. Controls and retries are not test cases. */
export function sayCaseTotals({ cells }: { readonly cells: readonly CellVerdict[] }): string {
  if (cells.length === 0) return ''
  const counts = Map.groupBy(cells, partOf)
  const parts = PARTS.flatMap(([part, words]) => {
    const count = counts.get(part)?.length ?? 0
    return count === 0 ? [] : [`${count.toLocaleString('en-US')} ${words}`]
  })
  const all = `${cells.length.toLocaleString('en-US')} test case${cells.length === 1 ? '' : 's'}`
  return `${all}: ${parts.join(', ')}`
}

function partOf({ outcome, findings }: CellVerdict): Part {
  // A configuration that was accepted until now, and is refused, has no result.
  if (findings.some(isDeviation)) return outcome.state === 'complete' ? 'deviating' : 'unfinished'
  // A module that the build lacks says nothing of the product.
  const lacksModule = outcome.state === 'refused' && outcome.lacks !== undefined
  if (outcome.state === 'skipped' || lacksModule) return 'skipped'
  const isKnown = findings.some(({ against }) => against === 'as-expected')
  if (outcome.state === 'broken' || (outcome.state === 'proxy-died' && !isKnown)) return 'unfinished'
  return findings.some((finding) => finding.outcome === 'noisy') ? 'inconclusive' : 'expected'
}

/** `the 23 broken and 1 refused configurations are known: …`: grades that look like news and are not, where everything is as expected. '' for none. */
export function sayKnownFailures(profiles: readonly { readonly grade: string }[]): string {
  const counts = ['broken', 'refused']
    .map((grade) => [profiles.filter((one) => one.grade === grade).length, grade] as const)
    .filter(([count]) => count > 0)
  const all = counts.reduce((sum, [count]) => sum + count, 0)
  if (all === 0) return ''
  const said = counts.map(([count, grade]) => `${count} ${grade}`).join(' and ')
  return `the ${said} ${all === 1 ? 'configuration is' : 'configurations are'} known: expect.yaml lists each with its reason`
}
