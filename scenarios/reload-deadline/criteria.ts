import type { Criterion, Finding, JudgedTrace, Ms, Trace } from '../../harness/model/index.ts'
import { isRejected, whyNoStream } from '../../harness/scenario-kit/why-no-stream.ts'
import {
  acts,
  clientFacts,
  fail,
  isStalled,
  longestStall,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayMs,
  stallAt,
  stalled,
} from '../../harness/trace/facts.ts'
import { WINDOW } from './time.ts'

const OLD = 'old'
const YOUNG = 'young'
/** In the proxy's time. */
const SHOWN_WINDOW = '30 s'
/** A heartbeat is late after this share of the configured idle timeout. */
const LATE = 0.85
/** nginx does not move a timer by less than this, in its time (NGX_TIMER_LAZY_DELAY, src/event/ngx_event_timer.h). */
const LAZY: Ms = 300
/** Two streams were closed at the same age if their ages differ by less than this share. */
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
  // The reload itself may close a stream before its heartbeats began.
  const clock = trace.clock ?? 1
  const after = Math.max(0, first.t - from.t) * clock
  // A slow harness sends heartbeats for longer than the window.
  if (after - stallAt(trace, first.t) * clock > WINDOW) return undefined
  return { after, evidence: [from.index, ...endings.map(({ index }) => index)] }
}

/** The configured idle timeout, in the proxy's time. */
const silenceOf = ({ settings }: Trace): Ms =>
  Math.min(...settings.timers.filter(({ limits }) => limits === 'idle').map(({ ms }) => ms))

/**
 * Whether a pause of the harness just before the close may have caused it. Compares the longer of the last two pauses, ignoring
 * writes that do not re-arm nginx's timer.
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

/** Why the reload cannot be judged; undefined if it can. */
function unjudgeable(trace: JudgedTrace): Finding | undefined {
  if (acts(trace, 'reloaded').length === 0) {
    // One second of the proxy's time is short: the proxy may have given up before the harness could respond.
    return longestStall(trace) * (trace.clock ?? 1) > silenceOf(trace) / 2 ? stalled() : whyNoStream(trace, OLD)
  }
  if (isRejected(trace, OLD)) return whyNoStream(trace, OLD)
  const [old, young] = [cutOf(trace, OLD), cutOf(trace, YOUNG)]
  if (old === undefined) return undefined
  if ([OLD, YOUNG].some((client) => wasLate(trace, client))) {
    return noisy('a heartbeat was sent late by the harness', old.evidence)
  }
  return young !== undefined && Math.abs(young.after - old.after) <= ALIKE * old.after
    ? notApplicable(`streams are closed at that age (${sayMs(young.after)}) without a reload too`)
    : undefined
}

const deadline: Criterion = {
  id: 'deadline',
  kind: 'optimal',
  title: `An active stream survives a reload by ${SHOWN_WINDOW}.`,
  classes: ['not-within-window', 'dropped'],
  judge(trace) {
    const nothing = unjudgeable(trace)
    if (nothing !== undefined) return nothing
    const cut = cutOf(trace, OLD)
    const expected = `not dropped within ${SHOWN_WINDOW} of the proxy's time`
    if (trace.kind === 'control' && clientFacts(trace, OLD, 'comment').length === 0) {
      return noisy('the control got no heartbeat')
    }
    if (cut === undefined) {
      const parts = { expected, actual: expected, evidence: acts(trace, 'over').map(({ index }) => index) }
      return pass('not-within-window', {
        ...parts,
        headline: `streams are not dropped within ${SHOWN_WINDOW} after a reload`,
      })
    }
    if (isStalled(trace)) return stalled(cut.evidence)
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
    const expected = 'an end that the client can tell from a complete response'
    if (cut === undefined) return measured('not-dropped', { expected, actual: 'not dropped' })
    const say = (observed: string, actual: string) => measured(observed, { expected, actual, evidence: cut.evidence })
    const end = clientFacts(trace, OLD, 'end')[0]
    if (end === undefined || end.byUs)
      return say('origin-side-only', 'the upstream connection is closed, the client’s stays open')
    if (end.message === 'complete') return say('looks-whole', 'the response looks complete to the client')
    return end.socket === 'rst'
      ? say('rst', 'the client receives a reset (RST)')
      : say('fin', 'the connection ends (FIN) inside the body')
  },
}

export const criteria: readonly Criterion[] = [deadline, form]
