/** Describes the failing findings of one profile: what happens, and under which conditions. Pure. */
import type { AxisValues, CellVerdict, CriterionVerdict } from '../model/index.ts'

/** `<axis>=<value>` → its wording in a sentence; see `Scenario.axisWords`. */
export type AxisWords = Readonly<Record<string, string>>

export interface Failure {
  readonly kind: CriterionVerdict['kind']
  /** Listed for every profile of the product: a product limitation. */
  readonly always: boolean
  readonly actual: string
  readonly when: string
}

/**
 * Failures of one kind; each criterion and class occurs once. Unconditional failures come first.
 * @param kind required or optimal
 */
export function failuresOf(cells: readonly CellVerdict[], kind: CriterionVerdict['kind'], words: AxisWords): Failure[] {
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
    const always = group.every(({ finding }) => finding.expectation?.always === true)
    return [{ kind, always, actual: mostCommon(group.map(({ finding }) => finding.actual)), when }]
  })
  return [...told.filter((failure) => failure.when === ''), ...told.filter((failure) => failure.when !== '')]
}

/** What fails for one profile on one build, worst first; without product limitations. */
export function defectsOf(cells: readonly CellVerdict[]): string[] {
  const died = cells.flatMap(({ outcome }) => (outcome.state === 'proxy-died' ? [oneLine(outcome.message)] : []))
  const counted = cells.filter(({ outcome, sameAs }) => outcome.state === 'complete' && sameAs === undefined)
  const required = failuresOf(counted, 'required', {})
  const optimal = failuresOf(counted, 'optimal', {}).filter(({ always }) => !always)
  const texts = [...required, ...optimal].map(({ when, actual }) => (when === '' ? actual : `${when}: ${actual}`))
  return [...died.slice(0, 1).map((message) => `the proxy died: ${message}`), ...texts]
}

/** `with a close-delimited origin`; '' if it happens under every combination that was tested. */
export function conditionOf(some: readonly AxisValues[], all: readonly AxisValues[], words: AxisWords): string {
  if (some.length === all.length) return ''
  const names = Object.keys(all[0] ?? {})
  const narrowing = names.flatMap((name) => {
    const ran = new Set(all.map((axes) => axes[name]))
    const values = [...new Set(some.map((axes) => axes[name] ?? ''))]
    return values.length < ran.size ? [{ name, values }] : []
  })
  const meeting = all.filter((axes) => narrowing.every(({ name, values }) => values.includes(axes[name] ?? '')))
  const exact = narrowing.length > 0 && meeting.length === some.length
  const phrases = narrowing.map(({ name, values }) => values.map((value) => phraseOf(name, value, words)).join(' or '))
  const share = exact ? '' : `in ${some.length} of ${meeting.length} cases`
  return [phrases.join(' and '), share].filter((part) => part !== '').join(', ')
}

const phraseOf = (name: string, value: string, words: AxisWords): string =>
  words[`${name}=${value}`] ?? `with ${name} ${value}`

/** Of several texts for the same thing, the most frequent one, on one line; of equally frequent ones, the first. */
export function mostCommon(texts: readonly string[]): string {
  const counts = Map.groupBy(texts, (text) => oneLine(text))
  return [...counts].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? ''
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
