/** The page of a profile: what it is, what was substituted to run it, failures with their evidence, and measurements. */
import type { CellVerdict, ProfileVerdict, Report, Trace } from '../../../harness/model/index.ts'
import { mostCommon, oneLine } from '../../../harness/verdict/failure-wording.ts'
import { cellName, profileKey, questionLink, type Seen, seenIn, whereSeen } from './cells.ts'
import { GRADE_WORDS } from './grade-words.ts'
import { KIND_WORDS } from './kind-words.ts'
import { measureList, measureTables } from './measures.ts'
import { blocks, capital, code, duration, link, plural, prose } from './text.ts'
import { timeline } from './timeline.ts'

export type TraceOf = (cell: string) => Trace | undefined

/** From the folder of these pages to the top of the tree. */
const IN_TREE = '../../../../'
const READ = 'To read one in words: `sse-compat trace <test case>`.'

/** @param verdicts of one profile, one for each build and runtime */
export function profilePage(report: Report, verdicts: readonly ProfileVerdict[], traceOf: TraceOf): string {
  const [first] = verdicts
  if (first === undefined) return ''
  const key = profileKey(first)
  const cells = report.cells.filter((cell) => profileKey(cell) === key)
  const seen = seenIn(cells)
  const failing = seen.filter(({ finding }) => finding.outcome === 'fail')
  const alike = Map.groupBy(failing, ({ finding }) => `${finding.criterion} ${finding.observed}`)
  return blocks([
    `# ${prose(key)}`,
    link('Back to the report', '../report.md'),
    `**${prose(capital(first.title))}.** ${prose(capital(first.why))}`,
    about(verdicts),
    ...verdictLines(verdicts),
    ...[...alike.values()].map((group) => failure(group, seen, traceOf)),
    sameAs(cells),
    timers(verdicts),
    folded('Other findings', [passing(seen)]),
    folded('Measurements, with the control', measureTables(report, seen)),
    folded('Traces of all test cases', [READ, traces(cells)]),
  ])
}

function folded(summary: string, parts: readonly string[]): string {
  const body = blocks([...parts])
  return body === '' ? '' : blocks([`<details><summary>${summary}</summary>`, body, '</details>'])
}

function about(verdicts: readonly ProfileVerdict[]): string {
  const [first] = verdicts
  if (first === undefined) return ''
  const isOurs = first.file !== '' && !first.file.startsWith('/')
  const file = isOurs ? link(code(first.file), `${IN_TREE}${first.file}`) : code(first.file)
  const source = first.source === '' ? '' : ` Source: ${prose(first.source)}.`
  const replaced = new Map(
    verdicts.flatMap((one) => one.replaced).map((edit) => [[edit.where, edit.was, edit.is].join(' '), edit]),
  )
  const edits = [...replaced.values()].map(
    ({ where, was, is, why }) =>
      `- ${code(where)}: ${was === '' ? '(nothing)' : code(was)} → ${is === '' ? '(nothing)' : code(is)}: ${prose(why)}`,
  )
  return blocks([
    `Configuration: ${file}.${source}`,
    folded(`${plural(edits.length, 'line')} substituted for the sandbox`, [edits.join('\n')]),
  ])
}

function verdictLines(verdicts: readonly ProfileVerdict[]): string[] {
  const alike = Map.groupBy(verdicts, (one) => `${one.grade} ${one.headline}`)
  return [...alike.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const on = group.map((one) => `${code(one.build)} (${one.runtime})`).join(', ')
    const ran = group
      .filter((one) => one.evidence !== '')
      .map((one) => link('configuration as it ran, log', `${one.evidence}/`))
    const kept = ran.length === 0 ? '' : ` (${ran.join(', ')})`
    return [`On ${on}: ${GRADE_WORDS[first.grade]}. ${prose(first.headline)}${kept}`]
  })
}

/** One failure with all conditions under which it was observed. Numbers and evidence are from the test case that the headline has. */
function failure(group: readonly Seen[], all: readonly Seen[], traceOf: TraceOf): string {
  const usual = mostCommon(group.map(({ finding }) => finding.actual))
  const first = group.find(({ finding }) => oneLine(finding.actual) === usual) ?? group[0]
  if (first === undefined) return ''
  const { cell, finding } = first
  const siblings = all.filter((one) => one.finding.criterion === finding.criterion)
  const where = whereSeen(
    group.map((one) => one.cell),
    siblings.map((one) => one.cell),
  )
  const numbers = measureList(finding.measures)
  const expectation =
    finding.against === 'as-expected' && finding.expectation !== undefined
      ? `\n- known: ${prose(finding.expectation.reason)}`
      : ''
  return blocks([
    `## ✗ ${prose(finding.criterion)} (${KIND_WORDS[finding.kind]}): ${prose(finding.observed)}`,
    `${prose(finding.title)}${where === '' ? '' : ` Observed with ${prose(where)}.`}`,
    `- expected: ${prose(finding.expected)}\n- actual: ${prose(finding.actual)}` +
      `${numbers === '' ? '' : `\n- measured: ${numbers}`}${expectation}`,
    `Trace: ${link(prose(cell.question), cell.trace)} · ${questionLink(cell.scenario, 'what is tested, and how it is judged', 1)}`,
    timeline(traceOf(cell.cell), finding.evidence),
  ])
}

/** Everything that did not fail, one line per criterion and class. */
function passing(seen: readonly Seen[]): string {
  const rest = seen.filter(({ finding }) => finding.outcome !== 'fail')
  const alike = Map.groupBy(rest, ({ finding }) => `${finding.criterion} ${finding.observed}`)
  const items = [...alike.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { criterion, outcome, observed, actual } = first.finding
    const siblings = seen.filter((one) => one.finding.criterion === criterion)
    const where = whereSeen(
      group.map((one) => one.cell),
      siblings.map((one) => one.cell),
    )
    const mark = outcome === 'pass' ? '✓ ' : ''
    return [
      `- ${mark}${prose(criterion)}: ${prose(observed)}${where === '' ? '' : ` (${prose(where)})`}` +
        `${actual === '' || actual === observed ? '' : ` – ${prose(actual)}`}`,
    ]
  })
  return items.join('\n')
}

function traces(cells: readonly CellVerdict[]): string {
  const items = [...Map.groupBy(cells, ({ scenario }) => scenario)].map(([scenario, ofScenario]) => {
    const links = ofScenario.map((cell) => link(prose(cellName(cell, cells)), cell.trace))
    return `- ${questionLink(scenario, prose(scenario), 1)}: ${links.join(' · ')}`
  })
  return items.join('\n')
}

function sameAs(cells: readonly CellVerdict[]): string {
  const same = cells.filter((cell) => cell.sameAs !== undefined)
  if (same.length === 0) return ''
  const pairs = [...new Set(same.map((cell) => `${code(cell.question)} as ${code(cell.sameAs ?? '')}`))]
  const more = pairs.length > 4 ? `, and ${pairs.length - 4} more` : ''
  return `Identical on the wire, so not repeated: ${pairs.slice(0, 4).join(', ')}${more}.`
}

function timers(verdicts: readonly ProfileVerdict[]): string {
  const lines = verdicts.flatMap((one) =>
    one.timers.map(
      ({ directive, ms, limits, where, note }) =>
        `${code(directive)} ${duration(ms)} (${limits}, ${where === 'default' ? where : code(where)}` +
        `${note === undefined ? '' : `; ${prose(note)}`})`,
    ),
  )
  const unique = [...new Set(lines)]
  return unique.length === 0 ? '' : `Timeouts, *from the configuration, not measured*: ${unique.join(' · ')}`
}
