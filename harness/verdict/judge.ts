/**
 * Scenario and traces → findings. Pure: recorded files give the same verdicts without another run.
 */
import type { Criterion, Finding, JudgedTrace, Scenario, Trace } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { isStalled } from '../trace/facts.ts'

export interface Judged {
  readonly criterion: Criterion
  readonly finding: Finding
}

/**
 * The finding of each criterion for a trace. An incomplete trace has no findings: its outcome is the verdict.
 * @throws SseCompatError `other-scenario-version` when the trace was recorded by another version of the scenario.
 */
export function judge(scenario: Scenario, trace: Trace, control: Trace | undefined): Judged[] {
  if (trace.scenarioVersion !== scenario.version) {
    throw new SseCompatError(
      'other-scenario-version',
      `${trace.cell} was recorded by version ${trace.scenarioVersion} of "${scenario.id}"; this is version ${scenario.version}`,
      { advice: 'Run it again.' },
    )
  }
  if (trace.outcome.state !== 'complete') return []
  const doubt = control === undefined ? 'the control did not run' : doubtOf(scenario, control)
  if (doubt !== undefined) return scenario.criteria.map((criterion) => ({ criterion, finding: noisyBecause(doubt) }))
  const isStarved = outlasted(trace)
  const [judged, beside] = [judgedBy(scenario, trace), control && judgedBy(scenario, control)]
  const found = scenario.criteria.map((criterion): Judged => {
    const finding = criterion.judge(judged, beside)
    return { criterion, finding: finding.outcome === 'fail' && isStarved ? noisyBecause(STARVED) : finding }
  })
  const sure = found.map((one) => unlessContradicted(one, found, scenario))
  return isStarved || isStalled(judged) ? sure.map((one) => unlessMissed(one, sure, scenario, beside)) : sure
}

const causeOf = ({ finding }: Judged, found: readonly Judged[], { id }: Scenario): Judged | undefined =>
  found.find((other) => `${id}/${other.criterion.id}` === finding.dependsOn)

/**
 * A criterion that is not applicable because of one that passes in the same trace is inconclusive: what it needs came after the
 * scenario had given it up. It would count as if it had passed; what is informative does not count.
 */
function unlessContradicted(one: Judged, found: readonly Judged[], scenario: Scenario): Judged {
  const { criterion, finding } = one
  const isContradicted =
    criterion.kind !== 'informative' &&
    finding.outcome === 'not-applicable' &&
    causeOf(one, found, scenario)?.finding.outcome === 'pass'
  return isContradicted ? { criterion, finding: noisyBecause(`${finding.actual}, which passes`) } : one
}

/**
 * After stalls, what is not applicable to the proxy but to the control is inconclusive: the harness may have been too late for what
 * the criterion needs. It stays where the criterion that it depends on was judged in the same trace.
 */
function unlessMissed(one: Judged, found: readonly Judged[], scenario: Scenario, control?: JudgedTrace): Judged {
  const { criterion, finding } = one
  if (finding.outcome !== 'not-applicable') return one
  const cause = causeOf(one, found, scenario)
  if (cause !== undefined) return cause.finding.outcome === 'noisy' ? { criterion, finding: cause.finding } : one
  const isToo = control === undefined || criterion.judge(control, undefined).outcome === 'not-applicable'
  return isToo ? one : { criterion, finding: noisyBecause(MISSED) }
}

const MISSED = 'event-loop stall'

/** True if a finding is inconclusive because of the control: with another one it may be conclusive. */
export function isNoisyByControl(scenario: Scenario, trace: Trace, control: Trace | undefined): boolean {
  if (trace.outcome.state !== 'complete') return false
  if (control === undefined || doubtOf(scenario, control) !== undefined) return true
  const judged = judgedBy(scenario, trace)
  return judge(scenario, trace, control).some(({ criterion, finding: { outcome, actual } }) => {
    if (outcome !== 'noisy' || actual === STARVED || actual === MISSED) return false
    const alone = criterion.judge(judged, undefined).outcome
    return alone !== 'noisy' && alone !== 'not-applicable'
  })
}

/** Adds what criteria need to know of the scenario. */
export function judgedBy({ stallTolerance }: Scenario, trace: Trace): JudgedTrace {
  return { ...trace, stallTolerance }
}

const STARVED = 'event-loop stall of more than half of a timeout of the proxy'

/** True if stalls filled half of the shortest timeout of the proxy, which may then have expired because of the harness. */
function outlasted({ settings, clock = 1, facts }: Trace): boolean {
  const limit = Math.min(...settings.timers.map(({ ms }) => ms)) / clock
  const stalls = facts.flatMap((fact) => (fact.fact === 'stall' ? [{ from: fact.t - fact.ms, to: fact.t }] : []))
  return stalls.some(({ from }) => {
    const within = stalls.map((one) => Math.min(one.to, from + limit) - Math.max(one.from, from))
    return within.reduce((sum, ms) => sum + Math.max(0, ms), 0) > limit / 2
  })
}

/** Why a control is unusable: without a proxy no criterion may fail. */
function doubtOf(scenario: Scenario, control: Trace): string | undefined {
  if (control.outcome.state !== 'complete') return `the control is ${control.outcome.state}`
  const judged = judgedBy(scenario, control)
  const bad = scenario.criteria.find((criterion) => {
    const { outcome } = criterion.judge(judged, undefined)
    return criterion.kind !== 'informative' && (outcome === 'fail' || outcome === 'noisy')
  })
  return bad === undefined ? undefined : `the control fails ${bad.id}`
}

const noisyBecause = (because: string): Finding => ({
  outcome: 'noisy',
  observed: 'noisy',
  expected: '',
  actual: because,
  measures: {},
  evidence: [],
})
