import type { Criterion, Finding, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  fail,
  longestStall,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayMs,
  stallAt,
} from '../../harness/trace/facts.ts'
import { WINDOW } from './time.ts'

const OLD = 'old'
const YOUNG = 'young'
/** In the proxy's time. */
const SHOWN_WINDOW = '30 s'
/** A stall of the harness, in our time, from which on a heartbeat was late enough to be the cause of a cut. */
const DOUBT: Ms = 250
/** A heartbeat is late after this share of the silence that the configuration allows. */
const LATE = 0.85
/** Nor does nginx move a timer by less than this, in its time (NGX_TIMER_LAZY_DELAY, src/event/ngx_event_timer.h). */
const LAZY: Ms = 300
/** Two streams are cut at the same age when their ages differ by less than this share. */
const ALIKE = 0.25

interface Cut {
  /** In the proxy's time, since the stream's heartbeats began. */
  readonly after: Ms
  readonly evidence: readonly number[]
}

function cutOf(trace: Trace, client: string): Cut | undefined {
  const from = acts(trace, 'beats').find(({ detail }) => detail.client === client)
  const done = acts(trace, 'beats-done').find(({ detail }) => detail.client === client)
  if (from === undefined || done?.detail.cut !== true) return undefined
  const endings = [...clientFacts(trace, client, 'end'), ...originFacts(trace, client, 'peer-left')]
  const [first] = endings.sort((a, b) => a.t - b.t)
  if (first === undefined) return undefined
  // A stream may be cut by the reload itself, before its heartbeats began.
  const clock = trace.clock ?? 1
  const after = Math.max(0, first.t - from.t) * clock
  // Where the harness was slow, its heartbeats lasted longer than is asked about.
  if (after - stallAt(trace, first.t) * clock > WINDOW) return undefined
  return { after, evidence: [from.index, ...endings.map(({ index }) => index)] }
}

/** The silence that the configuration allows, in the proxy's time. */
const silenceOf = ({ settings }: Trace): Ms =>
  Math.min(...settings.timers.filter(({ limits }) => limits === 'idle').map(({ ms }) => ms))

/**
 * Whether the harness was silent for so long just before a stream was cut that this may be why: the longer of the last two
 * pauses, without the writes that nginx does not count.
 */
function wasLate(trace: Trace, client: string): boolean {
  const cut = cutOf(trace, client)
  if (cut === undefined) return false
  const allowed = silenceOf(trace)
  const end = Math.max(...cut.evidence.map((index) => trace.facts[index]?.t ?? 0))
  const writes = originFacts(trace, client, 'sent').map(({ t }) => t)
  const proxys = (ms: Ms): Ms => ms * (trace.clock ?? 1)
  const counted: Ms[] = []
  for (const t of writes)
    if (t < end && proxys(t - (counted.at(-1) ?? Number.NEGATIVE_INFINITY)) >= LAZY) counted.push(t)
  const times = [...counted, end].slice(-3)
  return times.slice(1).some((t, n) => proxys(t - (times[n] ?? t)) > LATE * allowed)
}

/** Why there is nothing to say of the reload; undefined when there is. */
function unjudgeable(trace: Trace): Finding | undefined {
  if (acts(trace, 'reloaded').length === 0) {
    // A second of the proxy's is soon over: the origin may have been given up before the harness could answer.
    return longestStall(trace) * (trace.clock ?? 1) > silenceOf(trace) / 2
      ? noisy('the harness itself stood still')
      : notApplicable('the origin was never asked: see delivery/live')
  }
  const [old, young] = [cutOf(trace, OLD), cutOf(trace, YOUNG)]
  if (old === undefined) return undefined
  if ([OLD, YOUNG].some((client) => wasLate(trace, client))) {
    return noisy('a heartbeat was sent late by the harness', old.evidence)
  }
  return young !== undefined && Math.abs(young.after - old.after) <= ALIKE * old.after
    ? notApplicable(`a stream is cut at that age (${sayMs(young.after)}) without a reload as well`)
    : undefined
}

const deadline: Criterion = {
  id: 'deadline',
  kind: 'optimal',
  title: `A busy stream outlives a reload by ${SHOWN_WINDOW}.`,
  classes: ['not-within-window', 'dropped'],
  judge(trace) {
    const nothing = unjudgeable(trace)
    if (nothing !== undefined) return nothing
    const cut = cutOf(trace, OLD)
    const expected = `not within ${SHOWN_WINDOW} of the proxy's time`
    if (trace.route.length === 0 && clientFacts(trace, OLD, 'comment').length === 0) {
      return noisy('the control got no heartbeat')
    }
    if (cut === undefined) {
      const parts = { expected, actual: expected, evidence: acts(trace, 'over').map(({ index }) => index) }
      return pass('not-within-window', { ...parts, headline: `old streams outlive a reload by ${SHOWN_WINDOW}` })
    }
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still', cut.evidence)
    const actual = `open streams are dropped ${sayMs(cut.after)} after a reload`
    return fail('dropped', { expected, actual, measures: { droppedAfter: ms(cut.after) }, evidence: cut.evidence })
  },
}

const form: Criterion = {
  id: 'form',
  kind: 'informative',
  title: 'How the client sees that its stream was dropped after a reload.',
  classes: ['not-dropped', 'fin', 'rst', 'looks-whole', 'origin-side-only'],
  judge(trace) {
    const nothing = unjudgeable(trace)
    if (nothing !== undefined) return nothing
    const cut = cutOf(trace, OLD)
    const expected = 'an end that can be told from a whole one'
    if (cut === undefined) return measured('not-dropped', { expected, actual: 'not dropped' })
    const say = (observed: string, actual: string) => measured(observed, { expected, actual, evidence: cut.evidence })
    const end = clientFacts(trace, OLD, 'end')[0]
    if (end === undefined || end.byUs)
      return say('origin-side-only', 'the origin is let go, the client is left waiting')
    if (end.message === 'complete') return say('looks-whole', 'the client sees a proper end')
    return end.socket === 'rst'
      ? say('rst', 'the client sees a reset (RST)')
      : say('fin', 'the client sees the connection end (FIN) inside the body')
  },
}

export const criteria: readonly Criterion[] = [deadline, form]
