/** Differences between a run and what `expect.yaml` lists. */
import type { Report } from '../../../harness/model/index.ts'
import { pageOf, profileKey, type Seen, seenIn, whereSeen } from './cells.ts'
import { blocks, code, link, prose } from './text.ts'

/** Maximum number of deviations. */
const MAX = 30

const NEWS = {
  worse: 'worse than expected',
  other: 'fails differently than expected',
  better: 'better than expected: remove the entry from expect.yaml',
} as const

/** Differences between the run and the expectations; '' for none. */
export function deviations(report: Report): string {
  const seen = seenIn(report.cells)
  const items = (['worse', 'other', 'better'] as const).flatMap((against) => {
    const news = seen.filter(({ finding }) => finding.against === against)
    const alike = Map.groupBy(news, ({ cell, finding }) =>
      [profileKey(cell), finding.criterion, finding.observed, finding.expectation?.observed].join(' '),
    )
    return [...alike.values()].flatMap((group) => deviation(NEWS[against], group, seen))
  })
  const stale = report.stale.map(({ where, message }) => `- stale expectation, ${code(where)}: ${prose(message)}`)
  const all = [...items, ...stale]
  if (all.length === 0) return ''
  const more = all.length > MAX ? [`- … and ${all.length - MAX} more in report.json`] : []
  return blocks(['## Deviations from expectations', [...all.slice(0, MAX), ...more].join('\n')])
}

function deviation(words: string, group: readonly Seen[], all: readonly Seen[]): string[] {
  const [first] = group
  if (first === undefined) return []
  const { cell, finding } = first
  const siblings = all.filter(
    (one) => profileKey(one.cell) === profileKey(cell) && one.finding.criterion === finding.criterion,
  )
  const where = whereSeen(
    group.map((one) => one.cell),
    siblings.map((one) => one.cell),
  )
  const { expectation } = finding
  const listed = expectation === undefined ? 'pass' : expectation.observed
  const key = profileKey(cell)
  return [
    `- ${link(prose(key), pageOf(key))} ${code(finding.criterion)}: ${words}. Expected ${prose(listed)}, ` +
      `observed ${prose(finding.observed)}${where === '' ? '' : ` (${prose(where)})`}: ${prose(finding.actual)}`,
  ]
}
