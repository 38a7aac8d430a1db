/** Queries on the facts of a trace, for criteria. Pure; imports only the model, so that every criterion may use it. */
import type {
  ClientFact,
  CriterionId,
  Fact,
  Finding,
  HarnessFact,
  JudgedTrace,
  Measure,
  Ms,
  OriginFact,
  Trace,
} from '../model/index.ts'

export type ClientFactOf<K extends ClientFact['fact']> = Extract<ClientFact, { fact: K }>
export type OriginFactOf<K extends OriginFact['fact']> = Extract<OriginFact, { fact: K }>
/** A fact with its index in the trace, for `Finding.evidence`. */
export type At<F extends Fact> = F & { readonly index: number }

interface Sorted {
  readonly byKind: Map<Fact['fact'], number[]>
  /** The number of facts whose indexes are in `byKind`. */
  readonly length: number
  /** The answers so far. */
  readonly found: Map<string, readonly At<Fact>[]>
}

const known = new WeakMap<readonly Fact[], Sorted>()

/** Each array is sorted once, because criteria query it hundreds of times. */
function sortedFacts(facts: readonly Fact[]): Sorted {
  const before = known.get(facts)
  if (before?.length === facts.length) return before
  const byKind = new Map<Fact['fact'], number[]>()
  facts.forEach(({ fact }, index) => {
    const same = byKind.get(fact)
    if (same === undefined) byKind.set(fact, [index])
    else same.push(index)
  })
  const sorted = { byKind, length: facts.length, found: new Map<string, readonly At<Fact>[]>() }
  known.set(facts, sorted)
  return sorted
}

/** The facts of one side and kind, in order: those of one stream, or the acts with one name. */
function factsOf(facts: readonly Fact[], side: Fact['side'], kind: Fact['fact'], of: string): readonly At<Fact>[] {
  const { byKind, found } = sortedFacts(facts)
  const query = `${side} ${kind} ${of}`
  const before = found.get(query)
  if (before !== undefined) return before
  const isMeant = (fact: Fact): boolean =>
    fact.side === side && (fact.side === 'harness' ? fact.fact === 'act' && fact.name === of : fact.client === of)
  const now = (byKind.get(kind) ?? []).flatMap((index) => {
    const fact = facts[index] as Fact
    return isMeant(fact) ? [{ ...fact, index }] : []
  })
  found.set(query, now)
  return now
}

/** The client's facts of one kind and one stream, in order; of all attempts unless one is given. */
export function clientFacts<K extends ClientFact['fact']>(
  trace: Trace,
  client: string,
  kind: K,
  attempt?: number,
): At<ClientFactOf<K>>[] {
  const found = factsOf(trace.facts, 'client', kind, client) as readonly At<ClientFactOf<K>>[]
  return found.filter((fact) => attempt === undefined || fact.attempt === attempt)
}

/** The origin's facts of one kind and one stream, in order; of all attempts unless one is given. */
export function originFacts<K extends OriginFact['fact']>(
  trace: Trace,
  client: string,
  kind: K,
  attempt?: number,
): At<OriginFactOf<K>>[] {
  const found = factsOf(trace.facts, 'origin', kind, client) as readonly At<OriginFactOf<K>>[]
  return found.filter((fact) => attempt === undefined || fact.attempt === attempt)
}

export type Act = At<Extract<HarnessFact, { fact: 'act' }>>

/** The scenario's acts with this name, in order. */
export function acts(trace: Trace, name: string): Act[] {
  return [...(factsOf(trace.facts, 'harness', 'act', name) as readonly Act[])]
}

/** By how much the network's own delay varied, through a lab; 0 without a network. */
export const jitterOf = (trace: Trace): Ms => Number(acts(trace, 'jitter')[0]?.detail.ms ?? 0)

/** The longest event-loop stall of the harness within [from, to], in ms. */
export function longestStall(trace: Trace, from: Ms = 0, to: Ms = Number.POSITIVE_INFINITY): Ms {
  let longest = 0
  for (const fact of trace.facts) {
    if (fact.fact !== 'stall') continue
    const overlap = Math.min(fact.t, to) - Math.max(fact.t - fact.ms, from)
    longest = Math.max(longest, overlap)
  }
  return longest
}

/** True where one event-loop stall within [from, to] was longer than the scenario tolerates. */
export const isStalledOnce = (trace: JudgedTrace, from?: Ms, to?: Ms): boolean =>
  longestStall(trace, from, to) > trace.stallTolerance

/** Above this share of short stalls a wait is unreliable. */
const MOSTLY = 0.75

/**
 * True where event-loop stalls within [from, to] may explain why something did not arrive: one stall that is longer than the
 * scenario tolerates, or several that fill three quarters of a window twice that long, which is about as long as a scenario
 * waits.
 */
export function isStalled(trace: JudgedTrace, from: Ms = 0, to: Ms = Number.POSITIVE_INFINITY): boolean {
  if (isStalledOnce(trace, from, to)) return true
  const window = 2 * trace.stallTolerance
  const stalls = trace.facts.flatMap((fact) => {
    if (fact.fact !== 'stall') return []
    const [begin, end] = [Math.max(fact.t - fact.ms, from), Math.min(fact.t, to)]
    return end > begin ? [{ begin, end }] : []
  })
  let first = 0
  let sum = 0
  for (const { begin, end } of stalls) {
    sum += end - begin
    for (let out = stalls[first]; out !== undefined && end - out.begin > window; out = stalls[first]) {
      sum -= out.end - out.begin
      first += 1
    }
    if (sum > window * MOSTLY) return true
  }
  return false
}

/**
 * True where event-loop stalls, even short ones, filled more than that share of the time, so that the machine may have been the
 * slow part.
 */
export function isBusy(trace: Trace, from: Ms, to: Ms, share = 1 / 4): boolean {
  const stalls = trace.facts.flatMap((fact) => (fact.fact === 'stall' ? [fact] : []))
  const sum = stalls.reduce((sofar, { t, ms }) => sofar + Math.max(0, Math.min(t, to) - Math.max(t - ms, from)), 0)
  return sum > (to - from) * share
}

/** True where stalls filled most of the test case: what did not happen then says nothing. On an idle machine they fill at most 6 %. */
export const isMostlyStalled = (trace: Trace): boolean => isBusy(trace, 0, trace.facts.at(-1)?.t ?? 0, MOSTLY)

/**
 * The reason why the proxy that closes an idle stream is random: two of the route's idle timeouts are nearly equal. Undefined
 * where it is not random.
 */
export function rivalTimers({ route, settings }: Trace): string | undefined {
  const idle = settings.timers.filter(({ limits }) => limits === 'idle').sort((a, b) => a.ms - b.ms)
  const [first, second] = idle
  if (route.length < 2 || first === undefined || second === undefined || second.ms > first.ms * 1.1) return undefined
  return `${first.directive} and ${second.directive} are both ${sayMs(first.ms)}: which proxy closes first is random`
}

/**
 * Length of the stall that preceded a fact recorded at `t`: what it describes may have happened that much earlier.
 * @param slack ms between the stall and `t`: after a long stall the backlog is recorded one fact at a time
 */
export function stallAt(trace: Trace, t: Ms, slack: Ms = 20): Ms {
  let longest = 0
  for (const fact of trace.facts) {
    if (fact.fact !== 'stall') continue
    if (fact.t >= t - slack && fact.t - fact.ms <= t) longest = Math.max(longest, fact.ms)
  }
  return longest
}

/** Whether a client received the events that the origin sent: each once, in order and unchanged. */
export function eventsAsSent(
  trace: Trace,
  client: string,
): { readonly is: 'whole' | 'lost' | 'altered'; readonly actual: string; readonly evidence: readonly number[] } {
  const sent = originFacts(trace, client, 'sent').filter(({ what }) => what === 'event')
  const arrived = clientFacts(trace, client, 'event')
  const lost = sent.find(({ id }) => !arrived.some((event) => event.id === id))
  if (lost !== undefined) return { is: 'lost', actual: `event ${lost.id} never arrived`, evidence: [lost.index] }
  const other = arrived.find(({ digest }, n) => digest !== sent[n]?.digest)
  if (other !== undefined) return { is: 'altered', actual: `event ${other.id} is altered`, evidence: [other.index] }
  return { is: 'whole', actual: `${sent.length} events`, evidence: [] }
}

/** A field of the head that the origin really sent to a client, by case-insensitive name; undefined when absent. */
export function sentField(trace: Trace, client: string, name: string): string | undefined {
  const raw = originFacts(trace, client, 'sent-head')[0]?.raw ?? ''
  const lines = raw.split('\r\n').slice(1)
  const line = lines.find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}:`))
  return line?.slice(name.length + 1).trim()
}

/** Body bytes, after decoding, that a stream had read by the time `t`. */
export function receivedBy(trace: Trace, client: string, t: Ms, attempt = 1): number {
  let sum = 0
  for (const fact of clientFacts(trace, client, 'body', attempt)) if (fact.t <= t) sum += fact.bytes
  return sum
}

export interface Gated {
  /**
   * `no-stream`: no event was sent, or the client got a status other than 200. `live`: each event arrived before the next one was
   * sent. `held`: one did not.
   */
  readonly is: 'no-stream' | 'live' | 'held'
  /** From sending to arrival, for each event that arrived; in order. */
  readonly delays: readonly Ms[]
  readonly evidence: readonly number[]
}

/** Whether each event had arrived at the client before the origin sent the next one, or ended. */
export function gated(trace: Trace, client: string): Gated {
  const head = clientFacts(trace, client, 'head', 1)[0]
  const sent = originFacts(trace, client, 'sent').filter(({ what }) => what === 'event')
  if (head === undefined || head.status !== 200 || sent.length === 0) {
    return { is: 'no-stream', delays: [], evidence: head === undefined ? [] : [head.index] }
  }
  const closed = originFacts(trace, client, 'closed')[0]
  const arrivals = clientFacts(trace, client, 'event')
  const delays: Ms[] = []
  let late: At<OriginFactOf<'sent'>> | undefined
  sent.forEach((event, n) => {
    const arrival = arrivals.find(({ id }) => id === event.id)
    if (arrival !== undefined) delays.push(arrival.t - event.t)
    const until = (sent[n + 1] ?? closed)?.t ?? Number.POSITIVE_INFINITY
    if (arrival === undefined || arrival.t > until) late ??= event
  })
  if (late === undefined) return { is: 'live', delays, evidence: sent.slice(0, 1).map(({ index }) => index) }
  const arrived = arrivals.find(({ id }) => id === late?.id)
  return { is: 'held', delays, evidence: [late.index, ...(arrived === undefined ? [] : [arrived.index])] }
}

/** The value below which a share `q` (0…1) of the values lies (nearest rank); NaN for no values. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN
}

/** A header's value by case-insensitive name; the first one where there are several. */
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
/** Inconclusive: see `isStalled`. */
export const stalled = (evidence: readonly number[] = []): Finding => noisy('event-loop stall', evidence)
/** A finding that was inferred from something that did not arrive: a stall makes it inconclusive. */
export const unlessStalled = (trace: JudgedTrace, finding: Finding): Finding =>
  isStalled(trace) ? stalled(finding.evidence) : finding
/** Not applicable, because another criterion fails. @param on one of the scenario's `dependsOn` */
export const dependent = (on: CriterionId, because: string, evidence: readonly number[] = []): Finding => ({
  ...notApplicable(`${because}: see ${on}`, evidence),
  dependsOn: on,
})

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
