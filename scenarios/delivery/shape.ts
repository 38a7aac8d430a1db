/**
 * What a `delivery` trace shows, as one value that all its criteria start from: how an event was let go, and the numbers.
 */

import type { Ms, Trace } from '../../harness/model/index.ts'
import { acts, clientFacts, heldUntil, longestStall, originFacts, quantile } from '../../harness/trace/facts.ts'
import { PROMPT, STREAM, TIMED, WEIGHED } from './streams.ts'

/** The scheduler's noise on a busy machine; a coalescing proxy's tick is far above (Nagle with delayed ACK: 40 ms; ticks: 200 ms). */
const LEAST_TICK: Ms = 30
/** A wait below this is told from a few of them only where there are so many. */
const SHORT_TICK: Ms = 100
const LEAST_SHORT = 4

export type Shape =
  /** No event stream came of it: no exchange, or another status than 200. */
  | { readonly is: 'no-stream'; readonly status: number; readonly evidence: readonly number[] }
  /** Every gated event came while the next was withheld; `latencies` in order. */
  | { readonly is: 'flowing'; readonly latencies: readonly Ms[]; readonly evidence: readonly number[] }
  /** A lone event came by time alone. */
  | { readonly is: 'timed'; readonly latencies: readonly Ms[]; readonly evidence: readonly number[] }
  /** Event n came when event n + `by` was sent. 0: only the first ones were held. */
  | { readonly is: 'behind'; readonly by: number; readonly evidence: readonly number[] }
  | {
      readonly is: 'bytes'
      readonly first: number
      readonly next: number | undefined
      /** Only the start of the stream is held: later events came at once. */
      readonly once: boolean
      readonly evidence: readonly number[]
    }
  /** Nothing came before the origin ended. */
  | { readonly is: 'until-end'; readonly sent: number; readonly evidence: readonly number[] }
  /** The stream ended before the origin ended it: while events flowed, while they were held, or before there were any. */
  | { readonly is: 'cut'; readonly while: 'flowing' | 'held' | 'empty'; readonly evidence: readonly number[] }
  | { readonly is: 'lost'; readonly sent: number; readonly evidence: readonly number[] }

interface Delay {
  readonly sentAt: Ms
  readonly arrivedAt: Ms | undefined
  readonly evidence: readonly number[]
}

/** Each event that the origin sent, and when the client had it. */
function delays(trace: Trace, stream = STREAM): Delay[] {
  const arrivals = clientFacts(trace, stream, 'event')
  return originFacts(trace, stream, 'sent')
    .filter((sent) => sent.what === 'event')
    .map((sent) => {
      const arrival = arrivals.find((event) => event.id === sent.id)
      return {
        sentAt: sent.t,
        arrivedAt: arrival?.t,
        evidence: arrival === undefined ? [sent.index] : [sent.index, arrival.index],
      }
    })
}

export function shapeOf(trace: Trace): Shape {
  const head = clientFacts(trace, STREAM, 'head', 1)[0]
  const gated = acts(trace, 'gated')[0]
  if (gated === undefined || (head !== undefined && head.status !== 200)) {
    return { is: 'no-stream', status: head?.status ?? 0, evidence: head === undefined ? [] : [head.index] }
  }
  const end = acts(trace, 'end')[0]
  const endedAt = end?.t ?? Number.POSITIVE_INFINITY
  const stalled = acts(trace, 'nudge')[0]
  const all = delays(trace)
  const arrivedInTime = all.filter((delay) => delay.arrivedAt !== undefined && delay.arrivedAt < endedAt)
  const early = clientFacts(trace, STREAM, 'end', 1).find(({ t }) => t < endedAt)
  if (stalled === undefined && early !== undefined) {
    const sent = all.length > 0 ? 'held' : 'empty'
    return { is: 'cut', while: arrivedInTime.length > 0 ? 'flowing' : sent, evidence: [early.index] }
  }
  if (stalled === undefined && arrivedInTime.length === all.length) {
    return { is: 'flowing', latencies: latenciesOf(arrivedInTime), evidence: evidenceOf(arrivedInTime) }
  }
  const alone = loneEvents(trace, all)
  if (alone !== undefined) return aloneShape(trace, all, alone)
  const bytes = bytesShape(trace)
  if (bytes !== undefined) return bytes
  const behind = behindShape(trace, all)
  if (behind !== undefined) return behind
  return silentShape(trace, all, endedAt)
}

const latenciesOf = (delays: readonly Delay[]): Ms[] =>
  delays.map((delay) => (delay.arrivedAt ?? Number.NaN) - delay.sentAt)
const evidenceOf = (delays: readonly Delay[]): number[] => delays.slice(0, 3).flatMap((delay) => delay.evidence)

/** The events that nothing was sent after, where all came before the end. */
function loneEvents(trace: Trace, all: readonly Delay[]): readonly Delay[] | undefined {
  const lone = acts(trace, 'lone')
  if (lone.length < 2) return undefined
  const ones = lone.map((act) => all.find((delay) => delay.sentAt >= act.t))
  const end = acts(trace, 'end')[0]?.t ?? 0
  if (ones.some((one) => one?.arrivedAt === undefined || one.arrivedAt >= end)) return undefined
  return ones.filter((one) => one !== undefined)
}

/** A timer that held the first events for as long as the origin was patient does not let these go at once. */
function aloneShape(trace: Trace, all: readonly Delay[], alone: readonly Delay[]): Shape {
  const latencies = latenciesOf(alone)
  const evidence = evidenceOf(alone)
  if (quantile(latencies, 1) > PROMPT) return { is: 'timed', latencies, evidence }
  const bytes = bytesShape(trace)
  if (bytes !== undefined) return { ...bytes, next: undefined, once: true }
  return hasLate(trace, all) ? { is: 'behind', by: 0, evidence } : { is: 'flowing', latencies, evidence }
}

/**
 * True when an event that the origin had sent before its patience was over came after that: by the next write, or later. One
 * that never comes is lost, not late.
 */
function hasLate(trace: Trace, all: readonly Delay[]): boolean {
  const gaveUp = acts(trace, 'nudge')[0]?.t ?? Number.POSITIVE_INFINITY
  return all.some(({ sentAt, arrivedAt = 0 }) => sentAt < gaveUp && arrivedAt > gaveUp)
}

/** Bytes that had to be sent before any came, found in small steps; else in the large ones in which it was looked for. */
function bytesShape(trace: Trace): Extract<Shape, { is: 'bytes' }> | undefined {
  const releases = acts(trace, 'released')
  if (releases.length === 0) return undefined
  const starts = acts(trace, 'grow')
  const sizes = releases.map((release) => {
    const start = starts.findLast((act) => act.t <= release.t)
    return heldUntil(trace, STREAM, release.t, Number(start?.detail.received ?? 0))
  })
  const weigh = acts(trace, 'weigh')[0]
  const first = clientFacts(trace, WEIGHED, 'body', 1).find(({ t }) => t > (weigh?.t ?? 0))
  const base = Number(weigh?.detail.received ?? 0)
  const weighed = first === undefined ? undefined : heldUntil(trace, WEIGHED, first.t, base)
  const evidence = [...releases.map((act) => act.index), ...(first === undefined ? [] : [first.index])]
  return { is: 'bytes', first: weighed ?? sizes[0] ?? 0, next: sizes[1], once: false, evidence }
}

/** How many events had been sent after it when an event came: 0 is live. */
function behindShape(trace: Trace, all: readonly Delay[]): Shape | undefined {
  const from = acts(trace, 'lag')[0]
  const to = acts(trace, 'lag-done')[0]
  if (from === undefined || to === undefined) return undefined
  const inPhase = all.filter(({ arrivedAt }) => arrivedAt !== undefined && arrivedAt >= from.t && arrivedAt <= to.t)
  if (inPhase.length === 0) return undefined
  const lags = inPhase.map(
    (delay) => all.filter((other) => other.sentAt > delay.sentAt && other.sentAt < (delay.arrivedAt ?? 0)).length,
  )
  const by = quantile(lags, 0.5)
  const evidence = [from.index, ...evidenceOf(inPhase)]
  if (by > 0 || hasLate(trace, all)) return { is: 'behind', by, evidence }
  return { is: 'flowing', latencies: latenciesOf(inPhase), evidence }
}

function silentShape(trace: Trace, all: readonly Delay[], endedAt: Ms): Shape {
  const clientEnd = clientFacts(trace, STREAM, 'end', 1)[0]
  const sent = originFacts(trace, STREAM, 'sent').at(-1)?.written ?? 0
  const evidence = [...evidenceOf(all.slice(-2)), ...(clientEnd === undefined ? [] : [clientEnd.index])]
  if (clientEnd !== undefined && clientEnd.t < endedAt) return { is: 'cut', while: 'held', evidence }
  const arrivedAtLast = all.every((delay) => delay.arrivedAt !== undefined)
  return arrivedAtLast ? { is: 'until-end', sent, evidence } : { is: 'lost', sent, evidence }
}

/** Latencies of the events that were sent while few other cells took theirs. */
export const undisturbedLatencies = (trace: Trace): readonly Ms[] =>
  latenciesOf(delays(trace, TIMED).filter(({ arrivedAt }) => arrivedAt !== undefined))

/** Latencies that tell whether a timer is at work: those that were taken undisturbed, where there are any. */
export function tellingLatencies(trace: Trace, shape: Extract<Shape, { is: 'flowing' | 'timed' }>): readonly Ms[] {
  // The first event meets a timer somewhere on its way; one that is sent at a release waits for all of it.
  if (shape.is === 'timed') return [quantile(shape.latencies, 1)]
  const all = timedDelays(trace)
  if (all.length === 0) return shape.latencies.slice(1)
  return latenciesOf(isEnough(trace, all) ? all.filter((delay) => isSound(trace, delay)) : all)
}

/** Of the undisturbed events all but the first. */
const timedDelays = (trace: Trace): readonly Delay[] =>
  delays(trace, TIMED)
    .filter(({ arrivedAt }) => arrivedAt !== undefined)
    .slice(1)

/** Most of it is not the harness's own standing still. */
const isSound = (trace: Trace, { sentAt, arrivedAt = 0 }: Delay): boolean =>
  longestStall(trace, sentAt, arrivedAt) <= (arrivedAt - sentAt) / 4

const isEnough = (trace: Trace, all: readonly Delay[]): boolean =>
  all.filter((delay) => isSound(trace, delay)).length >= all.length / 2

/**
 * True when it cannot be said that a timer is at work: the harness stood still too often, or the waits differ by more than
 * a timer's do, which each event meets from its start.
 */
export function isDoubtful(trace: Trace, shape: Shape, latencies: readonly Ms[]): boolean {
  const late = quantile(latencies, 0.5)
  if (quantile(latencies, 0.9) > 1.5 * quantile(latencies, 0)) return true
  // Short waits are many within the time that they are taken for, unless the machine made them.
  if (late < SHORT_TICK && latencies.length < LEAST_SHORT) return true
  const timed = timedDelays(trace)
  return shape.is === 'flowing' && timed.length > 0 ? !isEnough(trace, timed) : longestStall(trace) > late / 2
}

/** True when events came by a timer: alone after a long wait, or steadily far above what the control shows. */
export function isTicking(shape: Shape, latencies: readonly Ms[], control: Trace | undefined): boolean {
  if (shape.is === 'timed') return true
  const plain = control === undefined ? [] : undisturbedLatencies(control)
  const least = Math.max(LEAST_TICK, 5 * (plain.length > 0 ? quantile(plain, 0.9) : 0))
  return quantile(latencies, 0.25) > least
}
