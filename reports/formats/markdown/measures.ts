/** Tables of the findings' measures, next to the control's. Pure. */
import type { Measure, Report } from '../../../harness/model/index.ts'
import { measureWords } from '../../../harness/model/measure-words.ts'
import { cellName, controlOf, type Seen } from './cells.ts'
import { blocks, code, link, measure, prose, table } from './text.ts'

/** Maximum number of rows of a table; the rest is in report.json. */
const ROWS = 12
/** A table with more rows is folded below a line with its range. */
const UNFOLDED = 4

/** One table per criterion: a row per test case, a column per measure. */
export function measureTables(report: Report, seen: readonly Seen[]): string[] {
  const withNumbers = seen.filter(({ finding }) => Object.keys(finding.measures).length > 0)
  const byCriterion = Map.groupBy(withNumbers, ({ finding }) => finding.criterion)
  return [...byCriterion].flatMap(([criterion, group]) => {
    // The measures of a failure are already listed with it.
    const told = group.length === 1 && group[0]?.finding.outcome === 'fail'
    return told ? [] : [measureTable(report, criterion, group)]
  })
}

function measureTable(report: Report, criterion: string, group: readonly Seen[]): string {
  const names = [...new Set(group.flatMap(({ finding }) => Object.keys(finding.measures)))]
  const siblings = group.map(({ cell }) => cell)
  const rows = group.slice(0, ROWS).map(({ cell, finding }) => {
    const control = controlOf(report, cell)?.findings.find((one) => one.criterion === criterion)
    const values = names.map((name) => besideControl(finding.measures[name], control?.measures[name]))
    return [link(prose(cellName(cell, siblings)), cell.trace), ...values]
  })
  const content = table([code(criterion), ...names.map((name) => prose(measureWords(name)))], rows)
  if (group.length <= UNFOLDED) return content
  const more = group.length > ROWS ? `… and ${group.length - ROWS} more in report.json` : ''
  const summary = `${prose(criterion)}: ${rangeOf(names[0] ?? '', group)} in ${group.length} test cases`
  return blocks([`<details><summary>${summary}</summary>`, content, more, '</details>'])
}

function rangeOf(name: string, group: readonly Seen[]): string {
  const sorted = group.flatMap(({ finding }) => finding.measures[name] ?? []).sort((a, b) => a.value - b.value)
  const [least, most] = [sorted[0], sorted.at(-1)]
  if (least === undefined || most === undefined) return ''
  const range = measure(least) === measure(most) ? measure(least) : `${measure(least)} to ${measure(most)}`
  return `${prose(measureWords(name))} ${range}`
}

function besideControl(value: Measure | undefined, control: Measure | undefined): string {
  if (value === undefined) return '–'
  return control === undefined ? measure(value) : `${measure(value)} (control ${measure(control)})`
}

/** `buffered 4,096 bytes, after 12 ms`, for a line of text. */
export function measureList(measures: Readonly<Record<string, Measure>>): string {
  return Object.entries(measures)
    .map(([name, value]) => `${prose(measureWords(name))} ${measure(value)}`)
    .join(', ')
}
