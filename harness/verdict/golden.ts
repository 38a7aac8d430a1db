/** The expected findings of golden traces: `scenarios/<id>/traces/expected.json`. */
import type { Fact, Finding, Scenario, Trace } from '../model/index.ts'
import { judge } from './judge.ts'

export interface GoldenVerdict {
  /** `<scenario>/<criterion>` → outcome, class, each measure with its unit, and the indexes of the facts that are its evidence. */
  readonly findings: Readonly<Record<string, string>>
  /** Criteria that become inconclusive where the event loop stalled all the time, because they judge by something that did not arrive. */
  readonly noisyWhenStalled: readonly string[]
}

/** By file name of the trace. */
export type GoldenVerdicts = Readonly<Record<string, GoldenVerdict>>

const isReadable = (text: string | undefined): boolean => !/\b(?:undefined|null|NaN|-?Infinity)\b/.test(String(text))

/**
 * Outcome, class, and each measure with its unit. The wording may change, but it has to say something.
 * @throws for a finding that says nothing, or a number that is none
 */
export function findingText({ outcome, observed, measures, expected, actual, headline }: Finding): string {
  if (!actual || ![expected, actual, headline ?? ''].every(isReadable))
    throw new Error(`${outcome}: ${observed} says: ${[expected, actual, headline].join(' | ')}`)
  return [
    `${outcome}: ${observed}`,
    ...Object.entries(measures).map(([name, { value, unit }]) => `${name} ${value} ${unit}`),
  ].join('; ')
}

/** Of many indexes only the first ones and the last one. */
const placesOf = ({ evidence }: Finding): string => {
  const shown = evidence.length > 8 ? [...evidence.slice(0, 7), '…', evidence.at(-1)] : evidence
  return shown.length === 0 ? '' : `; facts ${shown.join(' ')}`
}

/** The same trace, as if the event loop had stalled from its start to its end. */
export function stalled(trace: Trace): Trace {
  const end = trace.facts.at(-1)?.t ?? 0
  const stall: Fact = { t: end, side: 'harness', fact: 'stall', ms: end }
  return { ...trace, facts: [...trace.facts, stall] }
}

/** The same trace with 96 % of its time in stalls, each at most `piece` ms long. */
export function stalledInPieces(trace: Trace, piece = 96): Trace {
  const end = trace.facts.at(-1)?.t ?? 0
  const each = piece / 0.96
  const stalls = Array.from({ length: Math.floor(end / each) }, (_, n): Fact => {
    return { t: (n + 1) * each, side: 'harness', fact: 'stall', ms: piece }
  })
  return { ...trace, facts: [...trace.facts, ...stalls] }
}

export function goldenVerdict(scenario: Scenario, trace: Trace, control: Trace): GoldenVerdict {
  const named = (one: Trace) =>
    judge(scenario, one, control).map(({ criterion, finding }) => [`${scenario.id}/${criterion.id}`, finding] as const)
  const findings = named(trace)
  const noisy = new Set(named(stalled(trace)).flatMap(([id, { outcome }]) => (outcome === 'noisy' ? [id] : [])))
  return {
    findings: Object.fromEntries(findings.map(([id, finding]) => [id, findingText(finding) + placesOf(finding)])),
    noisyWhenStalled: findings.flatMap(([id, { outcome }]) => (outcome !== 'noisy' && noisy.has(id) ? [id] : [])),
  }
}
