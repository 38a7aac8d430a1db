/** What fails, criterion by criterion, with the profiles in which it does: one line for each class that was observed. */
import type { CellVerdict } from '../../../harness/model/index.ts'
import { measureWords } from '../../../harness/model/measure-words.ts'
import { pageOf, profileKey, questionLink, type Seen, seenIn } from './cells.ts'
import { KIND_WORDS } from './kind-words.ts'
import { blocks, code, link, measure, plural, prose } from './text.ts'

/** Maximum number of profiles to name; more are counted. */
const NAMED = 6
/** Maximum number of lines. */
const LINES = 60

/** @param cells one product's; '' where nothing fails */
export function findings(cells: readonly CellVerdict[]): string {
  const seen = seenIn(cells.filter(({ outcome }) => outcome.state === 'complete')).filter(
    ({ finding }) => finding.outcome === 'fail' && finding.kind !== 'informative',
  )
  const classes = Map.groupBy(seen, ({ finding }) => `${finding.criterion} ${finding.observed}`)
  const items = [...classes.values()].map(line)
  if (items.length === 0) return ''
  const more =
    items.length > LINES ? [`- … and ${plural(items.length - LINES, 'more class', 'more classes')} in report.json`] : []
  const profiles = new Set(seen.map(({ cell }) => profileKey(cell))).size
  return blocks([
    `<details><summary>What fails, by criterion: ${plural(items.length, 'class', 'classes')} in ${plural(profiles, 'profile')}</summary>`,
    [...items.slice(0, LINES), ...more].join('\n'),
    '</details>',
  ])
}

function line(group: readonly Seen[]): string {
  const [first] = group
  if (first === undefined) return ''
  const { criterion, kind, observed } = first.finding
  const profiles = [...new Map(group.map(({ cell }) => [profileKey(cell), cell])).values()]
  const named = profiles.slice(0, NAMED).map((cell) => link(prose(cell.profile), pageOf(profileKey(cell))))
  const more = profiles.length > NAMED ? ` and ${profiles.length - NAMED} more` : ''
  return (
    `- ${questionLink(first.cell.scenario, code(criterion))} (${KIND_WORDS[kind]}): ${prose(observed)}${rangeOf(group)}: ` +
    `${named.join(', ')}${more}`
  )
}

/** ` 4,000 bytes to 65,070 bytes`, of the first measure. */
function rangeOf(group: readonly Seen[]): string {
  const [name] = Object.keys(group[0]?.finding.measures ?? {})
  if (name === undefined) return ''
  const sorted = group.flatMap(({ finding }) => finding.measures[name] ?? []).sort((a, b) => a.value - b.value)
  const [least, most] = [sorted[0], sorted.at(-1)]
  if (least === undefined || most === undefined) return ''
  const range = measure(least) === measure(most) ? measure(least) : `${measure(least)} to ${measure(most)}`
  return `, ${prose(measureWords(name))} ${range}`
}
