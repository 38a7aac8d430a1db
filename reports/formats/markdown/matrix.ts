/** Profiles × criteria, a folded table for each proxy and scenario: the worst class over axes and builds, with its key number. */
import type { Report } from '../../../harness/model/index.ts'
import { badness, pageOf, profileKey, questionLink, type Seen, seenIn, whereSeen } from './cells.ts'
import { attribute, blocks, code, keyNumber, link, oneLine, plural, prose, table } from './text.ts'

export function matrix(report: Report): string {
  const seen = seenIn(report.cells.filter((cell) => cell.outcome.state === 'complete'))
  const products = [...Map.groupBy(seen, ({ cell }) => cell.proxy)].map(([proxy, ofProxy]) => {
    const scenarios = Map.groupBy(ofProxy, ({ cell }) => cell.scenario)
    return blocks([`### ${prose(proxy)}`, ...[...scenarios.values()].map(scenarioTable)])
  })
  return products.length === 0 ? '' : blocks(['## Profiles and criteria', ...products])
}

function scenarioTable(seen: readonly Seen[]): string {
  const [first] = seen
  if (first === undefined) return ''
  const criteria = [...new Set(seen.map(({ finding }) => finding.criterion))]
  const profiles = Map.groupBy(seen, ({ cell }) => profileKey(cell))
  const notes: string[] = []
  const rows = [...profiles].map(([key, ofProfile]) => {
    const cells = criteria.map((criterion) => matrixCell(ofProfile, criterion, notes))
    return [link(prose(key.slice(first.cell.proxy.length + 1)), pageOf(key)), ...cells]
  })
  const short = criteria.map((criterion) => prose(criterion.slice(criterion.indexOf('/') + 1)))
  const { scenario } = first.cell
  return blocks([
    `<details><summary><b>${attribute(oneLine(scenario))}</b>: ${whoFails(profiles)}</summary>`,
    questionLink(scenario, 'What is tested, and how it is judged'),
    table(['profile', ...short], rows),
    notes.map((note, index) => `${index + 1}. ${note}`).join('\n'),
    '</details>',
  ])
}

/** Maximum number of profiles to name; more are counted. */
const NAMED = 6

/** `2 of 38 profiles fail: rate-limit, sed`. Inside of HTML, where Markdown's escapes would show. */
function whoFails(profiles: ReadonlyMap<string, readonly Seen[]>): string {
  const failing = [...profiles].filter(([, seen]) =>
    seen.some(({ finding }) => finding.outcome === 'fail' && finding.kind !== 'informative'),
  )
  if (failing.length === 0) return 'no profile fails'
  const names = failing.map(([key]) => attribute(oneLine(key.slice(key.indexOf('/') + 1))))
  const told = names.length > NAMED ? '' : `: ${names.join(', ')}`
  return `${failing.length} of ${plural(profiles.size, 'profile')} fail${told}`
}

/** Adds a note if the axes differ, and refers to it; equal notes are shared. */
function matrixCell(ofProfile: readonly Seen[], criterion: string, notes: string[]): string {
  const seen = ofProfile.filter(({ finding }) => finding.criterion === criterion)
  const worst = seen.toSorted((a, b) => badness(b.finding) - badness(a.finding))[0]
  if (worst === undefined) return '–'
  const { outcome, observed, measures } = worst.finding
  const [name = observed] = Object.keys(measures)
  const number = keyNumber(measures)
  // "measured" alone says nothing; the name of the measure does.
  const said = observed === 'measured' && !number.startsWith(',') ? name : observed
  const text = outcome === 'fail' ? `**✗ ${prose(said)}**${number}` : `${prose(said)}${number}`
  const note = whereAxesDiffer(seen)
  if (note === '') return text
  if (!notes.includes(note)) notes.push(note)
  return `${text} <sup>${notes.indexOf(note) + 1}</sup>`
}

function whereAxesDiffer(seen: readonly Seen[]): string {
  const classes = Map.groupBy(seen, ({ finding }) => finding.observed)
  if (classes.size < 2) return ''
  const all = seen.map(({ cell }) => cell)
  const parts = [...classes].map(([observed, group]) => {
    const where = whereSeen(
      group.map(({ cell }) => cell),
      all,
    )
    return `${code(observed)} with ${prose(where)}`
  })
  return parts.join('; ')
}
