import type { Criterion, Finding, Ms, Trace } from '../../harness/model/index.ts'
import { bytesSentBy } from '../../harness/scenario-kit/buffered-bytes/measure.ts'
import {
  acts,
  bytes,
  clientFacts,
  dependent,
  fail,
  isStalled,
  measured,
  ms,
  notApplicable,
  originFacts,
  pass,
  sayBytes,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { PLAIN, STREAM, WEIGHED } from './streams.ts'

const opens: Criterion = {
  id: 'opens',
  kind: 'required',
  title: 'By the end the client has status 200 and the event after it.',
  classes: ['opens', 'status', 'no-event', 'no-answer'],
  judge(trace) {
    if (originFacts(trace, STREAM, 'sent-head').length === 0)
      return dependent('delivery/live', 'no request reached the origin')
    const head = clientFacts(trace, STREAM, 'head', 1)[0]
    const event = clientFacts(trace, STREAM, 'event', 1)[0]
    const [end] = clientFacts(trace, STREAM, 'end', 1)
    const body = acts(trace, 'body')[0]?.t ?? Number.POSITIVE_INFINITY
    if (head !== undefined && end !== undefined && end.t < body) {
      return dependent('heartbeat/quiet', 'the stream was closed before anything was sent', [end.index])
    }
    const expected = 'status 200, and an event'
    if (head === undefined && originFacts(trace, STREAM, 'sent-interim', 1).length > 0)
      return dependent('headers-first/early-hints', 'no response after a 103')
    if (head === undefined) return fail('no-answer', { expected, actual: 'no response' })
    const evidence = [head.index]
    if (head.status !== 200) return fail('status', { expected, actual: `status ${head.status}`, evidence })
    if (event === undefined) return fail('no-event', { expected, actual: 'no event', evidence })
    return pass('opens', { expected, actual: expected, evidence: [head.index, event.index] })
  },
}

const release: Criterion = {
  id: 'release',
  kind: 'informative',
  title: 'What flushes the response headers to the client, and after how long.',
  classes: ['at-once', 'first-event', 'bytes', 'end'],
  judge(trace, control) {
    const head = clientFacts(trace, STREAM, 'head', 1)[0]
    const sent = originFacts(trace, STREAM, 'sent-head', 1)[0]
    if (sent === undefined || head === undefined || head.status !== 200)
      return dependent('headers-first/opens', 'no stream')
    const finding = releasedBy(trace, head.t, head.t - sent.t, [sent.index, head.index], delayOf(control))
    // Headers that arrived before the body are certain; their absence was inferred from a timeout.
    if (finding.observed !== 'at-once' && isStalled(trace)) return stalled()
    return finding
  },
}

const earlyHints: Criterion = {
  id: 'early-hints',
  kind: 'optimal',
  title: 'A 103 (Early Hints) before the response does not change what happens to the response.',
  classes: ['forwarded', 'removed', 'lost', 'held'],
  judge(trace) {
    if (trace.axes.origin !== 'early-hints') return notApplicable('the application sends no 103')
    const [sent] = originFacts(trace, STREAM, 'sent-interim', 1)
    if (originFacts(trace, STREAM, 'request', 1)[0]?.version === '1.0')
      return notApplicable('a request over HTTP/1.0 gets no 103')
    const plain = clientFacts(trace, PLAIN, 'head', 1)[0]
    if (sent === undefined || plain?.status !== 200) return dependent('delivery/live', 'no response without a 103')
    const expected = 'the response, as without a 103'
    const evidence = [sent.index, plain.index]
    const [head] = clientFacts(trace, STREAM, 'head', 1)
    if (head?.status !== 200) {
      if (isStalled(trace)) return stalled()
      const instead = head === undefined ? 'no response' : `status ${head.status}`
      return fail('lost', { expected, evidence, actual: `${instead} after a 103; without it status 200` })
    }
    const parts = { expected, evidence: [...evidence, head.index] }
    const until = waits(trace, plain.t, 'plain-body', 'plain-more')
    if (waits(trace, head.t, 'body', 'more') > until) {
      if (isStalled(trace)) return stalled()
      const without = until === 0 ? 'they are not' : 'the first event flushes them'
      return fail('held', { ...parts, actual: `response headers are delayed after a 103; without it ${without}` })
    }
    return clientFacts(trace, STREAM, 'interim', 1).length > 0
      ? pass('forwarded', { ...parts, actual: 'forwarded, and the response after it' })
      : pass('removed', { ...parts, actual: 'the response; the 103 is removed' })
  },
}

/** How many of these steps were over when the headers arrived, at `at`. */
const waits = (trace: Trace, at: Ms, ...steps: readonly string[]): number =>
  steps.filter((step) => at > (acts(trace, step)[0]?.t ?? Number.POSITIVE_INFINITY)).length

/** From sending the headers at the origin to their arrival at the client. */
function delayOf(trace: Trace | undefined): Ms | undefined {
  if (trace === undefined) return undefined
  const [sent] = originFacts(trace, STREAM, 'sent-head', 1)
  const [head] = clientFacts(trace, STREAM, 'head', 1)
  return sent === undefined || head === undefined ? undefined : head.t - sent.t
}

function releasedBy(trace: Trace, at: Ms, delay: Ms, evidence: readonly number[], plain: Ms = Number.NaN): Finding {
  const body = acts(trace, 'body')[0]?.t ?? Number.POSITIVE_INFINITY
  const more = acts(trace, 'more')[0]?.t ?? Number.POSITIVE_INFINITY
  const end = acts(trace, 'end')[0]?.t ?? Number.POSITIVE_INFINITY
  const expected = Number.isNaN(plain) ? 'before the body' : `before the body; control: ${sayMs(plain)}`
  const say = (observed: string, actual: string, measures = {}): Finding =>
    measured(observed, { expected, actual, measures, evidence })
  if (at <= body) return say('at-once', `before the body, after ${sayMs(delay)}`, { delay: ms(delay) })
  const after = ms(at - body)
  if (at <= more) {
    return say('first-event', 'response headers are delayed until the first event', { afterEvent: after })
  }
  if (at <= end) {
    const held = weighed(trace) ?? bytesSentBy(trace, STREAM, at)
    return say('bytes', `response headers are delayed until ${sayBytes(held)} of the body have been sent`, {
      held: bytes(held),
    })
  }
  const written = originFacts(trace, STREAM, 'sent').at(-1)?.written ?? 0
  return say('end', `response headers are delayed until the response ends; ${sayBytes(written)} had been sent`, {
    heldAtLeast: bytes(written),
  })
}

/** Bytes that flushed the headers, measured in small steps; undefined if they arrived before the first step. */
function weighed(trace: Trace): number | undefined {
  const from = acts(trace, 'weigh')[0]
  const [head] = clientFacts(trace, WEIGHED, 'head', 1)
  return from === undefined || head === undefined || head.t < from.t ? undefined : bytesSentBy(trace, WEIGHED, head.t)
}

export const criteria: readonly Criterion[] = [opens, release, earlyHints]
