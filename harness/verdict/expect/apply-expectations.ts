/**
 * Expectations: known deviations of a product, so that a run fails only on changes.
 * Only deviations are listed; what is not listed is expected to pass. Pure.
 */
import { closest } from 'fastest-levenshtein'
import type { CellVerdict, CriterionVerdict } from '../../model/index.ts'
import { matches } from './entry-conditions.ts'
import type { Expectation } from './parse.ts'

export { type Expectation, parseExpectations } from './parse.ts'
export { proposeExpectations } from './propose.ts'

/** Criterion name under which a rejected configuration or a dead proxy is listed, compared and reported. */
export const STATE = 'state'

export interface Compared {
  readonly cells: readonly CellVerdict[]
  /** Entries that cannot match: misspelt, or about something that was removed. `where` is file:line. */
  readonly stale: readonly { readonly where: string; readonly message: string }[]
}

/**
 * Fills `against` and `expectation` of every finding. A test case whose proxy rejected its configuration or died, or was expected
 * to, gets an additional finding named `state`; it is not-applicable where the build lacks a module.
 * @param expectations of one product, most general first: a later matching entry overrides
 * @param cells of that product, without controls
 * @param options.unfiltered the whole catalog was planned, so an entry that matches nothing is stale
 */
export function applyExpectations(
  expectations: readonly Expectation[],
  cells: readonly CellVerdict[],
  options: { readonly unfiltered: boolean },
): Compared {
  const compared = cells.map((cell) => compareCell(expectations, cell))
  return { cells: compared, stale: options.unfiltered ? staleEntries(expectations, compared) : [] }
}

interface Listed {
  readonly observed: string
  readonly reason: string
  readonly always?: boolean
}

function compareCell(expectations: readonly Expectation[], cell: CellVerdict): CellVerdict {
  const inForce = expectations.filter((entry) => matches(entry.when, cell))
  const listed = (criterion: string): Listed | undefined => {
    const entry = inForce.findLast((one) => Object.hasOwn(one.expect, criterion))
    const observed = entry?.expect[criterion]
    if (entry === undefined || observed === undefined) return undefined
    const always = entry.when.profile === undefined ? { always: true } : {}
    return { observed, reason: entry.reason, ...always }
  }
  const state = stateFinding(cell, listed(STATE))
  const findings = cell.findings.filter((finding) => finding.criterion !== STATE)
  return {
    ...cell,
    findings: [...(state === undefined ? [] : [state]), ...findings].map((finding) => {
      const { expectation: _, ...bare } = finding
      const entry = listed(finding.criterion)
      const against = compare(finding, entry)
      return entry === undefined ? { ...bare, against } : { ...bare, against, expectation: entry }
    }),
  }
}

function compare(finding: CriterionVerdict, listed: Listed | undefined): CriterionVerdict['against'] {
  if (finding.outcome === 'noisy') return 'unlisted'
  if (finding.outcome === 'not-applicable') return listed?.observed === 'not-applicable' ? 'as-expected' : 'unlisted'
  if (listed === undefined || listed.observed === 'pass') {
    if (finding.outcome === 'pass') return finding.kind === 'informative' ? 'unlisted' : 'as-expected'
    const matters = finding.kind !== 'informative' || listed !== undefined
    return finding.outcome === 'fail' && matters ? 'worse' : 'unlisted'
  }
  if (finding.observed === listed.observed) return 'as-expected'
  return finding.outcome === 'pass' ? 'better' : 'other'
}

/** Turns a rejected configuration, which is a verdict without a criterion, into a finding. */
function stateFinding(cell: CellVerdict, listed: Listed | undefined): CriterionVerdict | undefined {
  const { outcome } = cell
  const accepted = outcome.state === 'complete'
  if (!accepted && outcome.state !== 'refused' && outcome.state !== 'proxy-died') return undefined
  if (accepted && listed === undefined) return undefined
  const lacks = outcome.state === 'refused' ? outcome.lacks : undefined
  const ran = accepted ? 'pass' : 'fail'
  return {
    criterion: STATE,
    kind: 'required',
    title: 'The proxy accepts its configuration and stays alive.',
    outcome: lacks === undefined ? ran : 'not-applicable',
    observed: lacks === undefined ? outcome.state : 'not-applicable',
    expected: 'accepted, and running to the end',
    actual: accepted ? 'accepted, and running to the end' : outcome.message,
    measures: {},
    evidence: [],
    against: 'unlisted',
  }
}

function staleEntries(expectations: readonly Expectation[], cells: readonly CellVerdict[]): Compared['stale'] {
  return expectations.flatMap((entry) => {
    const message = unknownCondition(entry, cells) ?? unknownCriterion(entry, cells)
    return message === undefined ? [] : [{ where: entry.where, message }]
  })
}

/** Builds, runtimes and versions differ between machines: a condition on them that matches nothing is not stale. */
const LOCAL_KEYS = ['build', 'runtime', 'version']

function unknownCondition(entry: Expectation, cells: readonly CellVerdict[]): string | undefined {
  for (const [key, values] of Object.entries(entry.when)) {
    if (LOCAL_KEYS.includes(key)) continue
    const seen = [...new Set(cells.map((cell) => conditionValue(key, cell)))].filter((value) => value !== undefined)
    if (seen.length === 0) return `nothing has a ${key}`
    const unknown = values.find((value) => !seen.includes(value))
    if (unknown !== undefined) return noSuch(key, unknown, seen)
  }
  return undefined
}

function conditionValue(key: string, cell: CellVerdict): string | undefined {
  if (key === 'profile') return cell.profile
  return key === 'scenario' ? cell.scenario : cell.axes[key]
}

function unknownCriterion(entry: Expectation, cells: readonly CellVerdict[]): string | undefined {
  const matching = cells.filter((cell) => matches(entry.when, cell, LOCAL_KEYS))
  if (matching.length === 0) return 'no cell matches all of its conditions'
  for (const criterion of Object.keys(entry.expect)) {
    if (criterion === STATE) continue
    const scenario = criterion.split('/', 1)[0] ?? ''
    const scenarios = [...new Set(cells.map((cell) => cell.scenario))]
    if (!scenarios.includes(scenario)) return noSuch('scenario', scenario, scenarios)
    const judged = cells.filter((cell) => cell.scenario === scenario && cell.outcome.state === 'complete')
    const names = [...new Set(judged.flatMap((cell) => cell.findings.map((finding) => finding.criterion)))]
    if (judged.length > 0 && !names.includes(criterion)) return noSuch('criterion', criterion, names)
    if (!matching.some((cell) => cell.scenario === scenario)) {
      return `its conditions match no cell of the scenario "${scenario}"`
    }
  }
  return undefined
}

function noSuch(kind: string, name: string, known: readonly string[]): string {
  const hint = known.length === 0 ? '' : ` — did you mean "${closest(name, known)}"?`
  return `no ${kind} "${name}"${hint}`
}
