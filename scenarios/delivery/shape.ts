/**
 * Classifies a `delivery` trace once for all criteria: what flushed the events, with the numbers.
 */

import type { Ms, Trace } from '../../harness/model/index.ts'
import { bytesSentBy, flushAfter } from '../../harness/scenario-kit/buffered-bytes/measure.ts'
import { acts, clientFacts, jitterOf, longestStall, originFacts, quantile, sayMs } from '../../harness/trace/facts.ts'
import { type Paced, pacedBy } from './paced.ts'
import { NOT_A_SIZE, PROMPT, STREAM, TIMED, WEIGHED } from './streams.ts'

/** Scheduling noise on a busy machine (ms). Timers of coalescing proxies are longer (Nagle with delayed ACK: 40 ms; ticks: 200 ms). */
const MIN_TICK: Ms = 30
/** A shorter wait (ms) counts as a timer only with MIN_SHORT or more samples. */
const SHORT_TICK: Ms = 100
const MIN_SHORT = 4

export type Shape =
  /** No event stream: no exchange, or a status other than 200. */
  | { readonly is: 'no-stream'; readonly status: number; readonly evidence: readonly number[] }
  /** Every event arrived before the next was sent; `latencies` in order. */
  | { readonly is: 'flowing'; readonly latencies: readonly Ms[]; readonly evidence: readonly number[] }
  /** A single event arrived with nothing sent after it: a timer flushed it. */
  | { readonly is: 'timed'; readonly latencies: readonly Ms[]; readonly evidence: readonly number[] }
  /** Event n arrived when event n + `by` was sent. 0: only the first ones were buffered. */
  | { readonly is: 'behind'; readonly by: number; readonly evidence: readonly number[] }
  | {
      readonly is: 'bytes'
      readonly first: number
      readonly next: number | undefined
      /** Only the start of the stream is buffered; later events arrived immediately. */
      readonly once: boolean
      readonly evidence: readonly number[]
    }
  /** The client's data rate is limited below the origin's. */
  | { readonly is: 'paced'; readonly by: Paced; readonly evidence: readonly number[] }
  /** Nothing arrived before the origin ended the stream. */
  | { readonly is: 'until-end'; readonly sent: number; readonly evidence: readonly number[] }
  /** The stream was closed before the origin ended it: while events flowed, while they were buffered, or before the first. */
  | { readonly is: 'cut'; readonly while: 'flowing' | 'held' | 'empty'; readonly evidence: readonly number[] }
  | { readonly is: 'lost'; readonly sent: number; readonly evidence: readonly number[] }

interface Delay {
  readonly sentAt: Ms
  readonly arrivedAt: Ms | undefined
  readonly evidence: readonly number[]
}

/** Send and arrival time of each event. */
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
  const paced = pacedBy(trace, STREAM)
  if (paced !== undefined) return { is: 'paced', by: paced, evidence: paced.evidence }
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

/** The events with nothing sent after them, if all arrived before the end. */
function loneEvents(trace: Trace, all: readonly Delay[]): readonly Delay[] | undefined {
  const lone = acts(trace, 'lone')
  if (lone.length < 2) return undefined
  const ones = lone.map((act) => all.find((delay) => delay.sentAt >= act.t))
  const end = acts(trace, 'end')[0]?.t ?? 0
  if (ones.some((one) => one?.arrivedAt === undefined || one.arrivedAt >= end)) return undefined
  return ones.filter((one) => one !== undefined)
}

/** Events that arrive immediately were not waiting for a timer: only the first ones were buffered. */
function aloneShape(trace: Trace, all: readonly Delay[], alone: readonly Delay[]): Shape {
  const latencies = latenciesOf(alone)
  const evidence = evidenceOf(alone)
  if (quantile(latencies, 1) > PROMPT) return { is: 'timed', latencies, evidence }
  const bytes = bytesShape(trace)
  if (bytes !== undefined) return { ...bytes, next: undefined, once: true }
  return hasLate(trace, all) ? { is: 'behind', by: 0, evidence } : { is: 'flowing', latencies, evidence }
}

/**
 * True if an event arrived after the origin had given up waiting for it: with the next write, or later. An event that never
 * arrives is lost, not late.
 */
function hasLate(trace: Trace, all: readonly Delay[]): boolean {
  const gaveUp = acts(trace, 'nudge')[0]?.t ?? Number.POSITIVE_INFINITY
  return all.some(({ sentAt, arrivedAt = 0 }) => sentAt < gaveUp && arrivedAt > gaveUp)
}

/** Bytes that had to be sent before any arrived: measured in small steps, otherwise in the large steps of the search. */
function bytesShape(trace: Trace): Extract<Shape, { is: 'bytes' }> | undefined {
  const releases = acts(trace, 'released')
  if (releases.length === 0) return undefined
  const starts = acts(trace, 'grow')
  const sizes = releases.map((release) => {
    const start = starts.findLast((act) => act.t <= release.t)
    return bytesSentBy(trace, STREAM, release.t, Number(start?.detail.received ?? 0))
  })
  const weigh = acts(trace, 'weigh')[0]
  const isSize = acts(trace, NOT_A_SIZE).length === 0
  const weighed = isSize ? flushAfter(trace, WEIGHED, weigh?.t ?? 0, Number(weigh?.detail.received ?? 0)) : undefined
  const evidence = [...releases.map((act) => act.index), ...(weighed === undefined ? [] : [weighed.index])]
  return { is: 'bytes', first: weighed?.bytes ?? sizes[0] ?? 0, next: sizes[1], once: false, evidence }
}

/** How many more events had been sent when an event arrived; 0 means streamed. */
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

/** Latencies measured while few other test cases measured theirs. */
export const undisturbedLatencies = (trace: Trace): readonly Ms[] =>
  latenciesOf(delays(trace, TIMED).filter(({ arrivedAt }) => arrivedAt !== undefined))

/** Latencies that show whether a timer delays events: the undisturbed ones if there are any. */
export function tellingLatencies(trace: Trace, shape: Extract<Shape, { is: 'flowing' | 'timed' }>): readonly Ms[] {
  // The first event arrives at a random phase of the timer; one sent at a flush waits for the whole interval.
  if (shape.is === 'timed') return [quantile(shape.latencies, 1)]
  const all = timedDelays(trace)
  if (all.length === 0) return shape.latencies.slice(1)
  return latenciesOf(isEnough(trace, all) ? all.filter((delay) => isSound(trace, delay)) : all)
}

/** All undisturbed events but the first. */
const timedDelays = (trace: Trace): readonly Delay[] =>
  delays(trace, TIMED)
    .filter(({ arrivedAt }) => arrivedAt !== undefined)
    .slice(1)

/** At most a quarter of the delay is event-loop stall. */
const isSound = (trace: Trace, { sentAt, arrivedAt = 0 }: Delay): boolean =>
  longestStall(trace, sentAt, arrivedAt) <= (arrivedAt - sentAt) / 4

const isEnough = (trace: Trace, all: readonly Delay[]): boolean =>
  all.filter((delay) => isSound(trace, delay)).length >= all.length / 2

/**
 * True if a timer cannot be established: the event loop stalled too often, or the delays vary more than those of a timer,
 * which delays each event by its full interval.
 */
export function isDoubtful(trace: Trace, shape: Shape, latencies: readonly Ms[]): boolean {
  const late = quantile(latencies, 0.5)
  if (quantile(latencies, 0.9) > 1.5 * quantile(latencies, 0)) return true
  // A short timer yields many samples; few of them may be scheduling noise.
  if (late < SHORT_TICK && latencies.length < MIN_SHORT) return true
  const timed = timedDelays(trace)
  return shape.is === 'flowing' && timed.length > 0 ? !isEnough(trace, timed) : longestStall(trace) > late / 2
}

/** True if the network's own delay varies as much as the events are late. */
export const isOfNetwork = (trace: Trace, latencies: readonly Ms[]): boolean =>
  quantile(latencies, 0.25) <= jitterOf(trace)

/**
 * Whether a timer delays events: single events arrive late, or all latencies are far above the control's. `unclear`: events are late,
 * and the machine is so busy that those of the control are late too.
 */
export function tickOf(
  shape: Shape,
  latencies: readonly Ms[],
  control: Trace | undefined,
): 'none' | 'timer' | 'unclear' {
  if (shape.is === 'timed') return 'timer'
  const without = control === undefined ? [] : undisturbedLatencies(control)
  const slow = without.length > 0 ? quantile(without, 0.9) : 0
  const late = quantile(latencies, 0.25)
  if (Number.isNaN(late) || late <= MIN_TICK) return 'none'
  return late > 5 * slow ? 'timer' : 'unclear'
}

/** The reason of a finding where a timer is `unclear`. */
export const beyondSlowControl = (late: Ms): string =>
  `events are ${sayMs(late)} late, and the control is too slow to tell why`
