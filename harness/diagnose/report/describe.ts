/** Test results in the words of a report. Pure. */

import { mergeChanges } from '../../config/text-edits.ts'
import type { Candidate, CellVerdict, CriterionVerdict, Front, Scenario } from '../../model/index.ts'
import { NO_TIMING } from '../../run/no-timing.ts'
import { assemble, type Run } from '../../verdict/assemble-report.ts'
import { STATE } from '../../verdict/expect/apply-expectations.ts'
import { type AxisWords, conditionOf, mostCommon } from '../../verdict/failure-wording.ts'
import { ontoOriginals } from '../fix/map-to-template.ts'
import { unifiedDiff } from '../search/diff.ts'
import type { CaseRun } from '../search/variant-runner.ts'
import type { Examination } from '../session.ts'
import { frontOf, headlineOf, keyOf, type OnFront, tailOf } from './fronts.ts'
import type { BeforeOrAfter, Cause, Remedy } from './report.ts'

const NO_RUN: Run = {
  id: 'check',
  environment: {
    startedAt: '',
    tool: '',
    node: '',
    system: '',
    cores: 0,
    runtime: 'local',
    network: '',
    builds: [],
    command: '',
  },
  timing: NO_TIMING,
  profiles: [],
  interrupted: false,
  unfiltered: false,
}

export interface Verdict extends BeforeOrAfter {
  readonly cells: readonly CellVerdict[]
}

/** The verdicts of one variant's test cases, its grade and its headline. */
export function verdictOn(ran: readonly CaseRun[], scenarios: readonly Scenario[]): Verdict {
  const controls = new Map(ran.flatMap(({ control }) => (control === undefined ? [] : [[control.cell, control]])))
  const traces = [...controls.values(), ...ran.map(({ trace }) => trace)]
  const judged = new Map(ran.map((one) => [one.trace.cell, one.judged]))
  const { cells, profiles } = assemble({
    run: NO_RUN,
    scenarios,
    expectations: {},
    traces,
    traceFile: (cell) => cell,
    settled: (cell) => judged.get(cell),
  })
  const findings = cells
    .flatMap((cell) => cell.findings)
    .filter(({ kind, criterion }) => kind !== 'informative' && criterion !== STATE)
  return {
    cells,
    grade: profiles[0]?.grade ?? 'unknown',
    headline: headlineOf(cells, wordsOf(scenarios)),
    passed: findings.filter(({ outcome }) => outcome === 'pass').length,
    failed: findings.filter(({ outcome }) => outcome === 'fail').length,
  }
}

/** The wording of axis values, over all scenarios. */
export const wordsOf = (scenarios: readonly Pick<Scenario, 'axisWords'>[]): AxisWords =>
  Object.assign({}, ...scenarios.map(({ axisWords }) => axisWords))

const shown = ({ grade, headline, passed, failed }: Verdict): BeforeOrAfter => ({ grade, headline, passed, failed })

export interface Failing {
  readonly verdict: CriterionVerdict
  readonly front: Front
  readonly observed: readonly string[]
  readonly cells: readonly string[]
}

/**
 * Failing criteria of each front, required ones first. What fails on one front only may have a separate cause. Where only some
 * test cases of the front fail, the text names the condition, as the headline does.
 */
export function failingIn(cells: readonly CellVerdict[], words: AxisWords): readonly Failing[] {
  const hits = cells.flatMap((cell) =>
    cell.findings
      .filter(({ outcome, criterion }) => outcome === 'fail' && criterion !== STATE)
      .map((verdict) => ({ verdict, front: frontOf(cell), tail: tailOf(cell), axes: cell.axes })),
  )
  const conditionFor = (some: typeof hits, { scenario, front }: { scenario: string; front: Front }): string => {
    const all = cells.filter(
      (cell) => cell.scenario === scenario && frontOf(cell) === front && cell.outcome.state === 'complete',
    )
    return conditionOf(
      some.map(({ axes }) => axes),
      all.map(({ axes }) => axes),
      words,
    )
  }
  const groups = [...Map.groupBy(hits, ({ verdict, front }) => keyOf({ criterion: verdict.criterion, front })).values()]
  const failing = groups.flatMap((group): Failing[] => {
    const [first] = group
    if (first === undefined || first.verdict.kind === 'informative') return []
    const classes = [...Map.groupBy(group, ({ verdict }) => verdict.observed)]
    const scenario = first.verdict.criterion.split('/')[0] ?? ''
    const actual = classes
      .map(([, some]) => {
        const text = mostCommon(some.map(({ verdict }) => verdict.actual))
        const when = conditionFor(some, { scenario, front: first.front })
        return when === '' ? text : `${text} (${when})`
      })
      .join('; ')
    const verdict = { ...first.verdict, actual }
    const observed = classes.map(([one]) => one)
    return [{ verdict, front: first.front, observed, cells: group.map(({ tail }) => tail) }]
  })
  return failing.sort((a, b) => Number(a.verdict.kind !== 'required') - Number(b.verdict.kind !== 'required'))
}

export const causeOf = ({ setting, why }: Candidate): Cause => ({ ...setting, why })

export function remedyOf(
  items: readonly Candidate[],
  turns: readonly OnFront[],
  { situation: { config }, originals, names: { inDiff, inText } }: Examination,
  before: Verdict,
  after: Verdict,
): Remedy {
  const change = mergeChanges(items.map((item) => item.change)) ?? []
  const own = ontoOriginals(change, config, originals)
  const costs = [...new Set(items.flatMap((item) => item.costs ?? []))]
  return {
    titles: items.map(({ title }) => title),
    diff: own === undefined ? unifiedDiff(config, change, inDiff) : unifiedDiff(originals, own, inDiff),
    originHeaders: items.flatMap(({ originHeaders }) => originHeaders),
    turns,
    before: { ...shown(before), headline: inText(before.headline) },
    after: { ...shown(after), headline: inText(after.headline) },
    ...(costs.length === 0 ? {} : { costs: inText(costs.join(', ')) }),
  }
}
