/**
 * The findings of every criterion for traces in which one thing did not happen, or happened differently. Each is made from a
 * recorded trace by one alteration, so that the edge cases of a criterion are tested without a proxy that has them.
 */
import type { Fact, Ms, Scenario, Trace } from '../model/index.ts'
import { findingText } from './golden.ts'
import { judgedBy } from './judge.ts'

type Alter = (trace: Trace) => Trace

const withFacts =
  (change: (facts: readonly Fact[]) => readonly Fact[]): Alter =>
  (trace) => ({ ...trace, facts: change(trace.facts) })

const isOf =
  (side: Fact['side'], name: Fact['fact']) =>
  (fact: Fact): boolean =>
    fact.side === side && fact.fact === name

const client = (name: Fact['fact']) => isOf('client', name)
const origin = (name: Fact['fact']) => isOf('origin', name)

const without = (is: (fact: Fact) => boolean): Alter => withFacts((facts) => facts.filter((fact) => !is(fact)))

/** Removes the last fact of a kind from each stream. */
const withoutLast = (is: (fact: Fact) => boolean): Alter =>
  withFacts((facts) => {
    const last = new Map(
      facts.flatMap((fact, at) => (is(fact) ? [['client' in fact ? fact.client : '', at] as const] : [])),
    )
    const places = new Set(last.values())
    return facts.filter((_, at) => !places.has(at))
  })

const changed = (is: (fact: Fact) => boolean, change: (fact: Fact) => Fact): Alter =>
  withFacts((facts) => facts.map((fact) => (is(fact) ? change(fact) : fact)))

/** Delays facts and sorts by the new times. */
const delayed = (is: (fact: Fact) => boolean, by: number): Alter =>
  withFacts((facts) =>
    facts.map((fact) => (is(fact) ? { ...fact, t: fact.t + by } : fact)).toSorted((a, b) => a.t - b.t),
  )

/** The recording stops after this share of its facts. */
const cutAt = (share: number): Alter => withFacts((facts) => facts.slice(0, Math.ceil(facts.length * share)))

const stalledAt = (share: number, longer: number): ((scenario: Scenario) => Alter) => {
  return ({ stallTolerance }) =>
    withFacts((facts) => {
      const t = (facts.at(-1)?.t ?? 0) * share
      const stall: Fact = { t, side: 'harness', fact: 'stall', ms: stallTolerance * longer }
      return [...facts, stall].toSorted((a, b) => a.t - b.t)
    })
}

const twice = (is: (fact: Fact) => boolean): Alter =>
  withFacts((facts) => facts.flatMap((fact) => (is(fact) ? [fact, fact] : [fact])))

/** Sets every boolean detail to this value. */
const withDetails =
  (says: boolean) =>
  (fact: Fact): Fact => {
    if (fact.fact !== 'act') return fact
    const details = Object.entries(fact.detail).map(([name, value]) => [
      name,
      typeof value === 'boolean' ? says : value,
    ])
    return { ...fact, detail: Object.fromEntries(details) }
  }

const withNumbers =
  (change: (value: number) => number) =>
  (fact: Fact): Fact => {
    if (fact.fact !== 'act') return fact
    const details = Object.entries(fact.detail).map(([name, value]) => [
      name,
      typeof value === 'number' ? change(value) : value,
    ])
    return { ...fact, detail: Object.fromEntries(details) }
  }

const timersOf = (limits: 'idle' | 'total', all: readonly Ms[]): Trace['settings']['timers'] =>
  all.map((ms, n) => ({ directive: `timeout${n}`, ms, where: 'default', limits }))

const withTimers =
  (...limits: readonly Ms[]): Alter =>
  (trace) => ({
    ...trace,
    route: limits.flatMap(() => trace.route.slice(0, 1)),
    settings: { timers: timersOf('idle', limits) },
  })

/** Criteria about silence must not take a total duration for an idle timeout. */
const withTotal =
  (total: Ms, idle: Ms): Alter =>
  (trace) => ({ ...trace, settings: { timers: [...timersOf('total', [total]), ...timersOf('idle', [idle])] } })

/** Alters one of several streams: the first or the last with such facts. */
const ofOne =
  (nth: 'first' | 'last', is: (fact: Fact) => boolean, alter: (is: (fact: Fact) => boolean) => Alter): Alter =>
  (trace) => {
    const names = [...new Set(trace.facts.flatMap((fact) => (is(fact) && 'client' in fact ? [fact.client] : [])))]
    const name = names.at(nth === 'first' ? 0 : -1)
    if (names.length < 2) return trace
    return alter((fact) => is(fact) && 'client' in fact && fact.client === name)(trace)
  }

const ofFirstAndLast = (
  what: string,
  is: (fact: Fact) => boolean,
  alter: (is: (fact: Fact) => boolean) => Alter,
): [string, Alter][] =>
  (['first', 'last'] as const).map((nth) => [`the ${nth} of several streams: ${what}`, ofOne(nth, is, alter)])

/** The last two events of each stream arrive in the other order. */
const swapped: Alter = withFacts((facts) => {
  const other = new Map<Fact, Fact>()
  for (const events of Map.groupBy(facts.filter(client('event')), (fact) =>
    'client' in fact ? fact.client : '',
  ).values()) {
    const [one, two] = events.slice(-2)
    if (one === undefined || two === undefined) continue
    other.set(one, { ...two, t: one.t }).set(two, { ...one, t: two.t })
  }
  return facts.map((fact) => other.get(fact) ?? fact)
})

const alterationsFor = (scenario: Scenario): [string, Alter][] => [
  ['no head', without(client('head'))],
  ['no request at the origin', without(origin('request'))],
  ['nothing sent', without(origin('sent'))],
  ['no events', without(client('event'))],
  ['last event lost', withoutLast(client('event'))],
  ['no comments', without(client('comment'))],
  ['no end', without(client('end'))],
  ['last end missing', withoutLast(client('end'))],
  ['no bytes', without(client('body'))],
  ['nobody left', without(origin('peer-left'))],
  ['never closed', without(origin('closed'))],
  ['no acts', without(isOf('harness', 'act'))],
  ['last act missing', withoutLast(isOf('harness', 'act'))],
  ['status 502', changed(client('head'), (fact) => ({ ...fact, status: 502 }) as Fact)],
  ['encoded', changed(client('head'), (fact) => ({ ...fact, encoding: 'gzip' }) as Fact)],
  ['ends complete', changed(client('end'), (fact) => ({ ...fact, message: 'complete', byUs: false }) as Fact)],
  [
    'ends by reset',
    changed(client('end'), (fact) => ({ ...fact, message: 'cut', socket: 'rst', byUs: false }) as Fact),
  ],
  ['ends by the harness', changed(client('end'), (fact) => ({ ...fact, byUs: true }) as Fact)],
  ['ends without a response', changed(client('end'), (fact) => ({ ...fact, message: 'none' }) as Fact)],
  ['altered events', changed(client('event'), (fact) => ({ ...fact, digest: 'other' }) as Fact)],
  ['client sees everything later', delayed((fact) => fact.side === 'client', 700)],
  ['origin sees everything later', delayed((fact) => fact.side === 'origin', 700)],
  ['events late', delayed(client('event'), 5000)],
  ['events twice', twice(client('event'))],
  ['acts twice', twice(isOf('harness', 'act'))],
  ['no settings of HTTP/2', without(client('settings'))],
  ['no GOAWAY', without(client('goaway'))],
  ['nothing queued', without(client('queued'))],
  ['no reconnects', without(client('reconnecting'))],
  ['no request bodies', without(origin('request-body'))],
  ['no messages', without((fact) => fact.fact === 'message')],
  ['first attempts only', without((fact) => 'attempt' in fact && fact.attempt > 1)],
  ['status 204', changed(client('head'), (fact) => ({ ...fact, status: 204 }) as Fact)],
  ['no header fields', changed(client('head'), (fact) => ({ ...fact, headers: [], raw: '' }) as Fact)],
  ['no request header fields', changed(origin('request'), (fact) => ({ ...fact, headers: [] }) as Fact)],
  ['other body', changed(client('end'), (fact) => ({ ...fact, digest: 'other' }) as Fact)],
  ['other request body', changed(origin('request-end'), (fact) => ({ ...fact, digest: 'other' }) as Fact)],
  ['other comments', changed(client('comment'), (fact) => ({ ...fact, text: 'other' }) as Fact)],
  ['origin closes by reset', changed(origin('closed'), (fact) => ({ ...fact, how: 'rst' }) as Fact)],
  ['origin ends as its framing says', changed(origin('closed'), (fact) => ({ ...fact, how: 'end' }) as Fact)],
  ['acts say no', changed(isOf('harness', 'act'), withDetails(false))],
  ['acts say yes', changed(isOf('harness', 'act'), withDetails(true))],
  [
    'times of tenths of a second',
    changed(
      () => true,
      (fact) => ({ ...fact, t: Math.round(fact.t / 100) * 100 }),
    ),
  ],
  [
    'ten times as slow',
    changed(
      () => true,
      (fact) => ({ ...fact, t: fact.t * 10 }),
    ),
  ],
  [
    'twenty times as fast',
    changed(
      () => true,
      (fact) => ({ ...fact, t: fact.t / 20 }),
    ),
  ],
  [
    'acts say 0',
    changed(
      isOf('harness', 'act'),
      withNumbers(() => 0),
    ),
  ],
  [
    'acts say twice as much',
    changed(
      isOf('harness', 'act'),
      withNumbers((value) => 2 * value),
    ),
  ],
  ['ends by RST_STREAM', changed(client('end'), (fact) => ({ ...fact, message: 'cut', reset: 8 }) as Fact)],
  ['over HTTP/2', (trace) => ({ ...trace, axes: { ...trace.axes, front: 'h2+tls' } })],
  ['one hop with a short idle timeout', withTimers(1000)],
  ['last two events in the other order', swapped],
  ...ofFirstAndLast('no head', client('head'), without),
  ...ofFirstAndLast('no events', client('event'), without),
  ...ofFirstAndLast('status 502', client('head'), (is) => changed(is, (fact) => ({ ...fact, status: 502 }) as Fact)),
  ...ofFirstAndLast('ends by reset', client('end'), (is) =>
    changed(is, (fact) => ({ ...fact, message: 'cut', socket: 'rst', byUs: false }) as Fact),
  ),
  ['a short total duration, a long idle timeout', withTotal(1000, 60_000)],
  ['a long total duration, a short idle timeout', withTotal(60_000, 1000)],
  ['stalled for more than half of what is tolerated', stalledAt(0.9, 0.6)(scenario)],
  ['a clock that is 60 times as fast', (trace) => ({ ...trace, clock: 60 })],
  ['two hops with the same idle timeout', withTimers(60_000, 62_000)],
  ['two hops with other idle timeouts', withTimers(60_000, 90_000)],
  ['stops early', cutAt(0.3)],
  ['stops half way', cutAt(0.6)],
  ['stops near the end', cutAt(0.9)],
  ['stalled at the start', stalledAt(0.2, 1.1)(scenario)],
  ['stalled half way', stalledAt(0.5, 1.1)(scenario)],
  ['stalled at the end', stalledAt(1, 1.1)(scenario)],
  ['stalled for less than is tolerated', stalledAt(1, 0.9)(scenario)],
]

/** True where the trace has nothing that the alteration concerns; criteria are pure. */
function isSame({ facts, ...altered }: Trace, { facts: before, ...rest }: Trace): boolean {
  const isOtherwiseSame = Object.entries(altered).every(([name, value]) => rest[name as keyof typeof rest] === value)
  return isOtherwiseSame && facts.length === before.length && facts.every((fact, at) => fact === before[at])
}

/** Alteration → criterion → finding, where it differs from the unaltered trace's. */
export type AlteredVerdicts = Readonly<Record<string, Readonly<Record<string, string>>>>

export function alteredVerdicts(scenario: Scenario, trace: Trace, control: Trace): AlteredVerdicts {
  // Not `judge`, which would judge the control each time.
  const beside = judgedBy(scenario, control)
  const found = (one: Trace): [string, string][] => {
    const judged = judgedBy(scenario, one)
    return scenario.criteria.map((criterion) => [criterion.id, findingText(criterion.judge(judged, beside))])
  }
  const plain = new Map(found(trace))
  return Object.fromEntries(
    alterationsFor(scenario).flatMap(([name, alter]) => {
      const altered = alter(trace)
      if (isSame(altered, trace)) return []
      const other = found(altered).filter(([id, text]) => plain.get(id) !== text)
      return other.length === 0 ? [] : [[name, Object.fromEntries(other)]]
    }),
  )
}
