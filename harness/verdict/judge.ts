/**
 * Scenario and traces → findings. Pure: the same files give the same verdicts, without playing again.
 */
import type { Criterion, Finding, Scenario, Trace } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'

export interface Judged {
  readonly criterion: Criterion
  readonly finding: Finding
}

/**
 * What each criterion makes of a trace. A trace that is not complete has no findings: its outcome is the verdict.
 * @throws SseCompatError `other-scenario-version` when the trace was played by another version of the scenario.
 */
export function judge(scenario: Scenario, trace: Trace, control: Trace | undefined): Judged[] {
  if (trace.scenarioVersion !== scenario.version) {
    throw new SseCompatError(
      'other-scenario-version',
      `${trace.cell} was played by version ${trace.scenarioVersion} of "${scenario.id}"; this is version ${scenario.version}`,
      { advice: 'Play it again.' },
    )
  }
  if (trace.outcome.state !== 'complete') return []
  const doubt = control === undefined ? 'the control was not played' : doubtOf(scenario, control)
  const isStarved = outlasted(trace)
  return scenario.criteria.map((criterion) => {
    if (doubt !== undefined) return { criterion, finding: noisyBecause(doubt) }
    const finding = criterion.judge(trace, control)
    return { criterion, finding: finding.outcome === 'fail' && isStarved ? noisyBecause(STARVED) : finding }
  })
}

const STARVED = "the harness itself stood still for half of the proxy's own time limit"

/** Then a proxy may have given up because of the harness, on the client's side or the origin's. */
function outlasted({ settings, clock = 1, facts }: Trace): boolean {
  const limit = Math.min(...settings.timers.map(({ ms }) => ms)) / clock
  const stalls = facts.flatMap((fact) =>
    fact.side === 'harness' && fact.fact === 'stall' ? [{ from: fact.t - fact.ms, to: fact.t }] : [],
  )
  return stalls.some(({ from }) => {
    const within = stalls.map((one) => Math.min(one.to, from + limit) - Math.max(one.from, from))
    return within.reduce((sum, ms) => sum + Math.max(0, ms), 0) > limit / 2
  })
}

/** Why a control proves nothing: without a proxy no criterion may fail. */
function doubtOf(scenario: Scenario, control: Trace): string | undefined {
  if (control.outcome.state !== 'complete') return `the control is ${control.outcome.state}`
  const bad = scenario.criteria.find((criterion) => {
    const { outcome } = criterion.judge(control, undefined)
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
