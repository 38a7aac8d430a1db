/**
 * A profile's verdicts in one word and in one or two sentences. Knows no scenario: the words are the findings' own
 * `actual` texts, and the values of the axes under which they were seen. Pure.
 */
import type { AxisValues, CellVerdict, CriterionVerdict, Grade } from './model.ts'

/** More than this many different failures are counted, not told. */
const TOLD = 5

/**
 * @param cells one profile's, on one build and runtime
 * @returns broken: a required criterion fails, or the proxy died · degraded: only optimal ones fail · refused: no cell
 *   was played, since the proxy refuses its configuration · unknown: no finding could be made
 */
export function gradeOf(cells: readonly CellVerdict[]): Grade {
  const states = new Set(cells.map((cell) => cell.outcome.state))
  const findings = cells.filter((cell) => cell.outcome.state === 'complete').flatMap((cell) => cell.findings)
  const fails = (kind: string) => findings.some((finding) => finding.outcome === 'fail' && finding.kind === kind)
  if (fails('required') || states.has('proxy-died')) return 'broken'
  const judged = findings.some((finding) => finding.outcome === 'pass' || finding.outcome === 'fail')
  if (!judged) return states.has('refused') ? 'refused' : 'unknown'
  return fails('optimal') ? 'degraded' : 'works'
}

/** `<axis>=<value>` → how a sentence says it; see `Scenario.axisWords`. */
export type AxisWords = Readonly<Record<string, string>>

/** @param cells as for `gradeOf` */
export function headlineFor(cells: readonly CellVerdict[], words: AxisWords = {}): string {
  const played = cells.filter((cell) => cell.outcome.state === 'complete' && cell.sameAs === undefined)
  switch (gradeOf(cells)) {
    case 'refused':
      return sentences([refusal(cells)])
    case 'unknown':
      return sentences([`Not judged: ${whyUnknown(cells)}`])
    case 'works':
      return sentences([whatWorks(played) || 'every criterion passes'])
    case 'degraded':
      return sentences([...failures(played, words), whatWorks(played)])
    default:
      return sentences([death(cells), ...failures(played, words)])
  }
}

function refusal(cells: readonly CellVerdict[]): string {
  const outcome = cells.map((cell) => cell.outcome).find((one) => one.state === 'refused')
  const where = outcome?.where === undefined ? '' : ` (${outcome.where})`
  return `the configuration is refused: ${oneLine(outcome?.message ?? '')}${where}`
}

function death(cells: readonly CellVerdict[]): string {
  const outcome = cells.map((cell) => cell.outcome).find((one) => one.state === 'proxy-died')
  return outcome === undefined ? '' : `the proxy died: ${oneLine(outcome.message)}`
}

function whyUnknown(cells: readonly CellVerdict[]): string {
  for (const { outcome, findings } of cells) {
    if (outcome.state === 'skipped') return `skipped, ${oneLine(outcome.because)}`
    if (outcome.state === 'broken') return `the harness failed (${outcome.stage}: ${oneLine(outcome.message)})`
    const [finding] = findings
    if (finding !== undefined) return oneLine(finding.actual)
  }
  return 'no cell was played'
}

/** What the criteria themselves find worth saying of a profile that is not broken. */
function whatWorks(cells: readonly CellVerdict[]): string {
  const worth = cells.flatMap((cell) => cell.findings.filter((finding) => finding.headline !== undefined))
  const firstEach = [...Map.groupBy(worth, (finding) => finding.criterion).values()]
  const told = firstEach.flatMap(([first]) => first?.headline ?? [])
  return [...new Set(told)].slice(0, TOLD).join('; ')
}

interface Failure {
  readonly kind: CriterionVerdict['kind']
  readonly actual: string
  readonly when: string
}

/** Failures in sentences: required ones, then optimal ones; those under the same conditions share them. */
function failures(cells: readonly CellVerdict[], words: AxisWords): string[] {
  const all = ['required', 'optimal'].flatMap((kind) => failuresOf(cells, kind, words))
  const told = all.slice(0, TOLD)
  const byCondition = Map.groupBy(told, (failure) => `${failure.kind} ${failure.when}`)
  const clauses = [...byCondition.values()].map((group) => {
    const texts = [...new Set(group.map((failure) => failure.actual))].join('; ')
    const when = group[0]?.when ?? ''
    return { kind: group[0]?.kind, text: when === '' ? texts : `${when}: ${texts}` }
  })
  const required = clauses.filter((clause) => clause.kind === 'required').map((clause) => clause.text)
  const optimal = clauses.filter((clause) => clause.kind === 'optimal').map((clause) => clause.text)
  const more = all.length > told.length ? [`${all.length - told.length} more failing`] : []
  if (required.length === 0) return [[...optimal, ...more].join('; ')]
  return [required.join('; '), [...optimal, ...more].join('; ')]
}

function failuresOf(cells: readonly CellVerdict[], kind: string, words: AxisWords): Failure[] {
  const hits = cells.flatMap((cell) =>
    cell.findings
      .filter((finding) => finding.outcome === 'fail' && finding.kind === kind)
      .map((finding) => ({ cell, finding })),
  )
  const groups = Map.groupBy(hits, ({ finding }) => `${finding.criterion} ${finding.observed}`)
  const told = [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const ofScenario = cells.filter((cell) => cell.scenario === first.cell.scenario)
    const failing = group.map(({ cell }) => cell.axes)
    const when = conditionOf(
      failing,
      ofScenario.map((cell) => cell.axes),
      words,
    )
    return [{ kind: first.finding.kind, actual: mostCommon(group.map(({ finding }) => finding.actual)), when }]
  })
  // What happens always comes before what happens sometimes.
  return [...told.filter((failure) => failure.when === ''), ...told.filter((failure) => failure.when !== '')]
}

/** `with a close-delimited origin`; '' when it happens under every combination that was played. */
function conditionOf(some: readonly AxisValues[], all: readonly AxisValues[], words: AxisWords): string {
  if (some.length === all.length) return ''
  const names = Object.keys(all[0] ?? {})
  const narrowing = names.flatMap((name) => {
    const played = new Set(all.map((axes) => axes[name]))
    const values = [...new Set(some.map((axes) => axes[name] ?? ''))]
    return values.length < played.size ? [{ name, values }] : []
  })
  const meeting = all.filter((axes) => narrowing.every(({ name, values }) => values.includes(axes[name] ?? '')))
  const exact = narrowing.length > 0 && meeting.length === some.length
  const phrases = narrowing.map(({ name, values }) => values.map((value) => phraseOf(name, value, words)).join(' or '))
  const share = exact ? '' : `in ${some.length} of ${meeting.length} cases`
  return [phrases.join(' and '), share].filter((part) => part !== '').join(', ')
}

const phraseOf = (name: string, value: string, words: AxisWords): string =>
  words[`${name}=${value}`] ?? `with ${name} ${value}`

function mostCommon(texts: readonly string[]): string {
  const counts = Map.groupBy(texts, (text) => oneLine(text))
  return [...counts].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? ''
}

/** Non-empty parts as sentences: capital first, full stop last. */
function sentences(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => `${part[0]?.toUpperCase()}${part.slice(1)}`.replace(/[.;\s]*$/, '.'))
    .join(' ')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
