/** One stream of a trace as three lanes: what the origin sent, how much of it was in the proxy, and what the client received. Pure. */
import type { IndexedFact, ShownTrace } from './unpack-traces.ts'

export interface Mark {
  readonly t: number
  readonly kind: 'head' | 'event' | 'comment' | 'bytes' | 'request' | 'end'
  readonly fact: IndexedFact
}

/** Bytes that the origin had sent and the client had not received, from `t` on. */
export interface Level {
  readonly t: number
  readonly bytes: number
}

export interface Span {
  readonly from: number
  readonly to: number
}

export interface Buffered extends Span {
  /** The maximum in the proxy. */
  readonly bytes: number
}

export interface Ending {
  readonly t: number
  /** The party that ended the stream. */
  readonly by: 'proxy' | 'origin' | 'client'
  /** `closed by the proxy after 60.1 s idle: the response is truncated` */
  readonly words: string
  readonly isCut: boolean
}

export interface Timeline {
  readonly from: number
  readonly to: number
  readonly origin: readonly Mark[]
  readonly client: readonly Mark[]
  readonly levels: readonly Level[]
  readonly buffered: readonly Buffered[]
  /** The origin withholds the next event until the client has this one. */
  readonly gates: readonly Span[]
  readonly silences: readonly Span[]
  readonly endings: readonly Ending[]
  /** The rate of the proxy's clock. */
  readonly clock: number
}

/** Names of the streams of a trace, in the order in which they begin. */
export function streamsOf({ facts }: ShownTrace): string[] {
  return [
    ...new Set(facts.flatMap((fact) => (fact.side === 'harness' || fact.client === undefined ? [] : [fact.client]))),
  ]
}

/** The stream of the first fact that is evidence, else the first one. */
export function mainStream(trace: ShownTrace, evidence: readonly number[]): string {
  const named = trace.facts.find((fact) => evidence.includes(fact.index) && fact.side !== 'harness')
  const [first = ''] = streamsOf(trace)
  return named === undefined || named.side === 'harness' ? first : (named.client ?? first)
}

/** Ms. A busy machine can cause a delay of this length; a timer that delays events is longer. */
const SHORTEST_BUFFERED = 100
/** Part of the whole; and ms. */
const SILENCE = 0.06
const SHORTEST_SILENCE = 200

/** @param other what may have ended a stream that neither the client nor the test upstream ended */
export function timelineOf(trace: ShownTrace, stream: string, other: 'proxy' | 'network' = 'proxy'): Timeline {
  const own = trace.facts.filter((fact) => fact.side === 'harness' || fact.client === stream)
  const times = own.filter((fact) => fact.side !== 'harness').map(({ t }) => t)
  const from = Math.min(...times)
  const to = Math.max(...times)
  const levels = levelsOf(own)
  return {
    from: Number.isFinite(from) ? from : 0,
    to: Number.isFinite(to) ? to : 0,
    origin: own.filter((fact) => fact.side === 'origin').flatMap(markOf),
    client: own.filter((fact) => fact.side === 'client').flatMap(markOf),
    levels,
    buffered: bufferedOf(levels, (to - from) / 100),
    gates: gatesOf(own),
    silences: silencesOf(times, to - from),
    endings: endingsOf(own, trace.clock, other),
    clock: trace.clock,
  }
}

const KINDS: Readonly<Record<string, Mark['kind']>> = {
  interim: 'head',
  'sent-interim': 'head',
  head: 'head',
  'sent-head': 'head',
  event: 'event',
  comment: 'comment',
  body: 'bytes',
  request: 'request',
  message: 'event',
  end: 'end',
  closed: 'end',
  'peer-left': 'end',
  reconnecting: 'request',
}

function markOf(fact: IndexedFact): Mark[] {
  if (fact.fact === 'sent') {
    const kind = fact.what === 'event' || fact.what === 'comment' ? fact.what : 'bytes'
    return [{ t: fact.t, kind, fact }]
  }
  const kind = KINDS[fact.fact]
  return kind === undefined ? [] : [{ t: fact.t, kind, fact }]
}

/** Of each attempt separately: what an attempt had not received at its end is lost. */
function levelsOf(facts: readonly IndexedFact[]): Level[] {
  const levels: Level[] = []
  let attempt = 0
  let sent = 0
  let got = 0
  for (const fact of facts) {
    if (fact.side === 'harness') continue
    if (fact.attempt > attempt) {
      attempt = fact.attempt
      sent = 0
      got = 0
    }
    if (fact.attempt < attempt) continue
    if (fact.fact === 'sent') sent = Math.max(sent, fact.written)
    else if (fact.fact === 'body') got += fact.bytes
    else if (fact.fact === 'end') got = sent
    else continue
    levels.push({ t: fact.t, bytes: Math.max(0, sent - got) })
  }
  return levels
}

function bufferedOf(levels: readonly Level[], shortest: number): Buffered[] {
  const spans: Buffered[] = []
  let from: number | undefined
  let most = 0
  for (const { t, bytes } of levels) {
    if (bytes > 0) {
      from ??= t
      most = Math.max(most, bytes)
    } else if (from !== undefined) {
      spans.push({ from, to: t, bytes: most })
      from = undefined
      most = 0
    }
  }
  return spans.filter((span) => span.to - span.from >= Math.max(SHORTEST_BUFFERED, shortest))
}

/** Only where the scenario declares that it waits for each event: elsewhere the origin sends independently. */
function gatesOf(facts: readonly IndexedFact[]): Span[] {
  const begin = facts.find((fact) => fact.fact === 'act' && fact.name === 'gated')
  if (begin === undefined) return []
  const next = facts.find((fact) => fact.fact === 'act' && fact.index > begin.index)
  const within = facts.filter(({ index }) => index > begin.index && (next === undefined || index < next.index))
  const arrivals = new Map(within.flatMap((fact) => (fact.fact === 'event' ? [[fact.id, fact.t] as const] : [])))
  const end = next?.t ?? facts.at(-1)?.t ?? begin.t
  return within.flatMap((fact) =>
    fact.fact === 'sent' && fact.what === 'event' ? [{ from: fact.t, to: arrivals.get(fact.id) ?? end }] : [],
  )
}

function silencesOf(times: readonly number[], whole: number): Span[] {
  const sorted = times.toSorted((a, b) => a - b)
  const shortest = Math.max(SHORTEST_SILENCE, whole * SILENCE)
  return sorted.flatMap((t, index) => {
    const before = sorted[index - 1]
    return before !== undefined && t - before >= shortest ? [{ from: before, to: t }] : []
  })
}

function endingsOf(facts: readonly IndexedFact[], clock: number, other: 'proxy' | 'network'): Ending[] {
  return facts.flatMap((fact): Ending[] => {
    if (fact.fact !== 'end') return []
    const before = facts.filter(
      (one) => one.side !== 'harness' && one.index < fact.index && one.attempt === fact.attempt,
    )
    const closed = before.find((one) => one.fact === 'closed')
    const by = fact.byUs ? 'client' : closed === undefined ? 'proxy' : 'origin'
    const active = before.findLast((one) => !['peer-left', 'closed'].includes(one.fact))
    const idle = active === undefined ? 0 : (fact.t - active.t) * clock
    const who = {
      client: 'closed by the test client',
      origin: 'closed by the test upstream',
      proxy: other === 'proxy' ? 'closed by the proxy' : 'the connection ends',
    }
    const after = by === 'proxy' && idle >= SHORTEST_SILENCE ? ` after ${seconds(idle)} idle` : ''
    const how = closed?.fact === 'closed' && closed.how !== 'end' ? ` (${closed.how.toUpperCase()})` : ''
    const seen = fact.message === 'cut' ? ', seen as truncated' : fact.message === 'none' ? ', without a response' : ''
    const truth = by === 'client' ? '' : fact.message === 'complete' ? ', seen as complete' : seen
    return [
      {
        t: fact.t,
        by,
        words: `${who[by]}${how}${after}${truth}`,
        isCut: by !== 'client' && fact.message !== 'complete',
      },
    ]
  })
}

const seconds = (ms: number): string => (ms >= 1000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`)
