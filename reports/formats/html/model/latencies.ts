/** How long each event took from the origin to the client. Pure. */
import type { ShownTrace } from './unpack-traces.ts'

export interface Latency {
  readonly id: string
  readonly ms: number
}

/** Of all streams, in the order of arrival. An event that never arrived has none. */
export function latenciesOf({ facts }: ShownTrace): Latency[] {
  const sent = new Map<string, number>()
  return facts.flatMap((fact) => {
    if (fact.side === 'harness') return []
    // An event that was sent again after a reconnect is another event.
    const key = 'id' in fact ? `${fact.client} ${fact.attempt} ${fact.id}` : ''
    if (fact.fact === 'sent' && fact.what === 'event') sent.set(key, fact.t)
    const from = fact.fact === 'event' ? sent.get(key) : undefined
    // Facts with equal times are in the order in which they were recorded.
    return from === undefined ? [] : [{ id: key, ms: Math.max(0.01, fact.t - from) }]
  })
}

export const PERCENTILES = [50, 90, 99] as const

/** Nearest rank; NaN for no values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}
