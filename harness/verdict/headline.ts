/**
 * A profile's verdicts as a grade and one or two sentences. It knows no scenario: its wording comes from the findings' `actual`
 * texts and from the axis values under which they were observed. Pure.
 */

import type { CellVerdict, Grade } from '../model/index.ts'
import { type AxisWords, type Failure, failuresOf, oneLine } from './failure-wording.ts'
import { isLimitation } from './limitations-of-products.ts'

/** Maximum number of failures in a headline; the rest are counted. */
const TOLD = 5

/**
 * @param cells of one profile, on one build and runtime
 * @returns refused: the proxy rejects its configuration, with any front · broken: a required criterion fails, or
 *   the proxy died · degraded: only optional (`optimal`) ones fail, at least one of which is no limitation of the product · unknown:
 *   nothing could be judged, or the build lacks a module
 */
export function gradeOf(cells: readonly CellVerdict[]): Grade {
  const states = new Set(cells.map((cell) => cell.outcome.state))
  const findings = cells.filter((cell) => cell.outcome.state === 'complete').flatMap((cell) => cell.findings)
  const fails = (kind: string) =>
    findings.some((finding) => finding.outcome === 'fail' && finding.kind === kind && !isLimitation(finding))
  if (refusedOf(cells) !== undefined) return 'refused'
  if (fails('required') || states.has('proxy-died')) return 'broken'
  const judged = findings.some((finding) => finding.outcome === 'pass' || finding.outcome === 'fail')
  if (!judged) return 'unknown'
  return fails('optimal') ? 'degraded' : 'works'
}

/** @param cells as for `gradeOf` */
export function headlineFor(cells: readonly CellVerdict[], words: AxisWords = {}): string {
  const ran = cells.filter((cell) => cell.outcome.state === 'complete' && cell.sameAs === undefined)
  switch (gradeOf(cells)) {
    case 'refused':
      return sentences([refusal(cells)])
    case 'unknown':
      return sentences([lacking(cells) ?? `Not judged: ${whyUnknown(cells)}`])
    case 'works':
      return sentences([whatWorks(ran) || 'all criteria pass'])
    case 'degraded':
      return sentences([...failures(ran, words), whatWorks(ran)]) || 'All other criteria pass.'
    default:
      return sentences([death(cells), ...failures(ran, words)])
  }
}

const refusedOf = (cells: readonly CellVerdict[]) =>
  cells
    .map((cell) => cell.outcome)
    .filter((one) => one.state === 'refused')
    .find(({ lacks }) => lacks === undefined)

function refusal(cells: readonly CellVerdict[]): string {
  const outcome = refusedOf(cells)
  return `the proxy rejects the configuration: ${oneLine(outcome?.message ?? '')}${placed(outcome?.where)}`
}

/** `not applicable, because this build has no ngx_http_sub_module (app.conf:12)` */
function lacking(cells: readonly CellVerdict[]): string | undefined {
  const outcome = cells.map((cell) => cell.outcome).find((one) => one.state === 'refused')
  if (outcome?.lacks === undefined) return undefined
  return `not applicable, because this build has no ${outcome.lacks}${placed(outcome.where)}`
}

const placed = (where: string | undefined): string => (where === undefined ? '' : ` (${where})`)

function death(cells: readonly CellVerdict[]): string {
  const outcome = cells.map((cell) => cell.outcome).find((one) => one.state === 'proxy-died')
  return outcome === undefined ? '' : `the proxy died: ${oneLine(outcome.message)}`
}

function whyUnknown(cells: readonly CellVerdict[]): string {
  for (const { outcome, findings } of cells) {
    if (outcome.state === 'skipped') return `skipped, ${oneLine(outcome.because)}`
    if (outcome.state === 'broken') return `the harness failed (${outcome.stage}: ${oneLine(outcome.message)})`
    const finding = findings.find((one) => one.outcome === 'measured') ?? findings[0]
    if (finding?.outcome === 'measured') return `only measured: ${oneLine(finding.actual)}`
    if (finding !== undefined) return oneLine(finding.actual)
  }
  return 'no test case ran'
}

/** The headlines of findings, for a profile that is not broken. */
function whatWorks(cells: readonly CellVerdict[]): string {
  const worth = cells.flatMap((cell) => cell.findings.filter((finding) => finding.headline !== undefined))
  const firstEach = [...Map.groupBy(worth, (finding) => finding.criterion).values()]
  const told = firstEach.flatMap(([first]) => first?.headline ?? [])
  return [...new Set(told)].slice(0, TOLD).join('; ')
}

/** Required failures in one sentence, then optional ones; failures under the same conditions are grouped. */
function failures(cells: readonly CellVerdict[], words: AxisWords): string[] {
  const required = failuresOf(cells, 'required', words)
  // Product limitations are reported once per product: see `innateOf`.
  const optimal = failuresOf(cells, 'optimal', words).filter(({ always }) => !always)
  const all = [...required, ...optimal]
  const more = all.length > TOLD ? [moreFail(all.length - TOLD)] : []
  const told = all.slice(0, TOLD)
  const clausesOf = (kind: Failure['kind']) => clauses(told.filter((failure) => failure.kind === kind))
  if (required.length === 0) return [[...clausesOf('optimal'), ...more].join('; ')]
  return [clausesOf('required').join('; '), [...clausesOf('optimal'), ...more].join('; ')]
}

const moreFail = (count: number): string => `${count} more ${count === 1 ? 'criterion fails' : 'criteria fail'}`

function clauses(told: readonly Failure[]): string[] {
  return [...Map.groupBy(told, ({ when }) => when)].map(([when, group]) => {
    const texts = [...new Set(group.map(({ actual }) => actual))].join('; ')
    return when === '' ? texts : `${when}: ${texts}`
  })
}

/** Product limitations: optional criteria that fail in every profile of the product; '' for none. */
export function innateOf(cells: readonly CellVerdict[], words: AxisWords = {}): string {
  const ran = cells.filter((cell) => cell.outcome.state === 'complete' && cell.sameAs === undefined)
  return sentences([clauses(failuresOf(ran, 'optimal', words).filter(({ always }) => always)).join('; ')])
}

/** Joins the non-empty parts as sentences: capitalised, with a full stop. */
function sentences(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => `${part[0]?.toUpperCase()}${part.slice(1)}`.replace(/[.;\s]*$/, '.'))
    .join(' ')
}
