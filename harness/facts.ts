/**
 * Questions that criteria ask of a trace's facts. Pure; imports only the model, so that every criterion may use it.
 */
import type { ClientFact, Fact, Finding, HarnessFact, Measure, Ms, OriginFact, Trace } from './model.ts'

export type ClientFactOf<K extends ClientFact['fact']> = Extract<ClientFact, { fact: K }>
export type OriginFactOf<K extends OriginFact['fact']> = Extract<OriginFact, { fact: K }>
/** A fact with its index in the trace, for `Finding.evidence`. */
export type At<F extends Fact> = F & { readonly index: number }

/** The client's facts of one kind, of one stream, in order; of every attempt unless one is named. */
export function clientFacts<K extends ClientFact['fact']>(
  trace: Trace,
  client: string,
  kind: K,
  attempt?: number,
): At<ClientFactOf<K>>[] {
  const found: At<ClientFactOf<K>>[] = []
  trace.facts.forEach((fact, index) => {
    if (fact.side !== 'client' || fact.client !== client || fact.fact !== kind) return
    if (attempt !== undefined && fact.attempt !== attempt) return
    found.push({ ...(fact as ClientFactOf<K>), index })
  })
  return found
}

/** The origin's facts of one kind, of one stream, in order; of every attempt unless one is named. */
export function originFacts<K extends OriginFact['fact']>(
  trace: Trace,
  client: string,
  kind: K,
  attempt?: number,
): At<OriginFactOf<K>>[] {
  const found: At<OriginFactOf<K>>[] = []
  trace.facts.forEach((fact, index) => {
    if (fact.side !== 'origin' || fact.client !== client || fact.fact !== kind) return
    if (attempt !== undefined && fact.attempt !== attempt) return
    found.push({ ...(fact as OriginFactOf<K>), index })
  })
  return found
}

export type Act = At<Extract<HarnessFact, { fact: 'act' }>>

/** The scenario's own steps of one name, in order. */
export function acts(trace: Trace, name: string): Act[] {
  const found: Act[] = []
  trace.facts.forEach((fact, index) => {
    if (fact.side === 'harness' && fact.fact === 'act' && fact.name === name) found.push({ ...fact, index })
  })
  return found
}

/** The longest time within [from, to] that the harness's event loop stood still, in ms. */
export function longestStall(trace: Trace, from: Ms = 0, to: Ms = Number.POSITIVE_INFINITY): Ms {
  let longest = 0
  for (const fact of trace.facts) {
    if (fact.side !== 'harness' || fact.fact !== 'stall') continue
    const overlap = Math.min(fact.t, to) - Math.max(fact.t - fact.ms, from)
    longest = Math.max(longest, overlap)
  }
  return longest
}

/** Body bytes, after decoding, that a stream had read by the time `t`. */
export function receivedBy(trace: Trace, client: string, t: Ms, attempt = 1): number {
  let sum = 0
  for (const fact of clientFacts(trace, client, 'body', attempt)) if (fact.t <= t) sum += fact.bytes
  return sum
}

/** The value below which a share `q` (0…1) of the values lies (nearest rank); NaN for no values. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
}

/** A value of a header, by its name in any case; of several, the first. */
export function headerValue(headers: readonly (readonly [string, string])[], name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
}

type FindingParts = {
  readonly expected: string
  readonly actual: string
  readonly measures?: Readonly<Record<string, Measure>>
  readonly evidence?: readonly number[]
  readonly headline?: string
}

function finding(outcome: Finding['outcome'], observed: string, parts: FindingParts): Finding {
  return { outcome, observed, measures: {}, evidence: [], ...parts }
}

export const pass = (observed: string, parts: FindingParts): Finding => finding('pass', observed, parts)
export const fail = (observed: string, parts: FindingParts): Finding => finding('fail', observed, parts)
export const measured = (observed: string, parts: FindingParts): Finding => finding('measured', observed, parts)
export const notApplicable = (because: string, evidence: readonly number[] = []): Finding =>
  finding('not-applicable', 'not-applicable', { expected: '', actual: because, evidence })
export const noisy = (because: string, evidence: readonly number[] = []): Finding =>
  finding('noisy', 'noisy', { expected: '', actual: because, evidence })

export const ms = (value: number): Measure => ({ value: Math.round(value * 1000) / 1000, unit: 'ms' })
export const bytes = (value: number): Measure => ({ value: Math.round(value), unit: 'bytes' })
export const count = (value: number, unit: 'events' | 'count' = 'count'): Measure => ({ value, unit })

/** `3.0 s`, `204 ms`, `0.41 ms`: for `actual`. */
export function sayMs(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(1)} s`
  return value >= 10 ? `${Math.round(value)} ms` : `${value.toFixed(2)} ms`
}

/** `3,946 bytes`. */
export const sayBytes = (value: number): string => `${Math.round(value).toLocaleString('en-US')} bytes`
