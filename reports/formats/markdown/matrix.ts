/** Profiles × criteria, a table for each proxy and scenario: the worst class over axes and builds, with its key number. */
import type { Report } from '../../../harness/model.ts'
import { badness, profileKey, type Seen, seenIn, whereSeen } from './cells.ts'
import { blocks, code, link, measure, prose, table } from './text.ts'

export function matrix(report: Report): string {
  const seen = seenIn(report.cells.filter((cell) => cell.outcome.state === 'complete'))
  const groups = Map.groupBy(seen, ({ cell }) => JSON.stringify([cell.proxy, cell.scenario]))
  const tables = [...groups.values()].map(scenarioTable)
  return tables.length === 0 ? '' : blocks(['## Profiles and criteria', ...tables])
}

function scenarioTable(seen: readonly Seen[]): string {
  const [first] = seen
  if (first === undefined) return ''
  const criteria = [...new Set(seen.map(({ finding }) => finding.criterion))]
  const profiles = Map.groupBy(seen, ({ cell }) => profileKey(cell))
  const notes: string[] = []
  const rows = [...profiles].map(([key, ofProfile]) => {
    const cells = criteria.map((criterion) => matrixCell(ofProfile, criterion, notes))
    return [link(prose(key.slice(first.cell.proxy.length + 1)), `#${key}`), ...cells]
  })
  const short = criteria.map((criterion) => prose(criterion.slice(criterion.indexOf('/') + 1)))
  return blocks([
    `### ${prose(first.cell.proxy)}: ${prose(first.cell.scenario)}`,
    table(['profile', ...short], rows),
    notes.map((note, index) => `${index + 1}. ${note}`).join('\n'),
  ])
}

/** Adds a note where the axes differ, and refers to it; equal notes are shared. */
function matrixCell(ofProfile: readonly Seen[], criterion: string, notes: string[]): string {
  const seen = ofProfile.filter(({ finding }) => finding.criterion === criterion)
  const worst = seen.toSorted((a, b) => badness(b.finding) - badness(a.finding))[0]
  if (worst === undefined) return '–'
  const { outcome, observed, measures } = worst.finding
  const [key] = Object.values(measures)
  const number = key === undefined ? '' : ` ${measure(key)}`
  const text = outcome === 'fail' ? `**✗ ${prose(observed)}**${number}` : `${prose(observed)}${number}`
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
