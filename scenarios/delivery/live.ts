/** The criterion `live`: what flushes an event, or what the client gets instead of a stream. */

import type { Criterion, Finding, JudgedTrace, Trace } from '../../harness/model/index.ts'
import { MALFORMED, whyRejected } from '../../harness/scenario-kit/why-no-stream.ts'
import {
  acts,
  bytes,
  clientFacts,
  count,
  fail,
  headerValue,
  isBusy,
  isMostlyStalled,
  isStalledOnce,
  ms,
  noisy,
  originFacts,
  pass,
  quantile,
  sayBytes,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { sayRate } from './paced.ts'
import { beyondSlowControl, isDoubtful, isOfNetwork, type Shape, shapeOf, tellingLatencies, tickOf } from './shape.ts'
import { STREAM } from './streams.ts'

const EXPECTED = 'each event arrives before the next is sent'

export const live: Criterion = {
  id: 'live',
  kind: 'required',
  title: 'Each event reaches the client before the origin sends the next.',
  classes: [
    'streamed',
    'coalesced',
    'one-behind',
    'behind',
    'held-once',
    'rate-limited',
    'held-until-bytes',
    'held-until-end',
    'held',
    'cut',
    'lost',
    'no-stream',
  ],
  judge(trace, control) {
    const finding = judgeLive(trace, shapeOf(trace), control)
    if (finding.outcome === 'fail' && mayBeOurs(trace, shapeOf(trace))) return stalled()
    return finding
  },
}

/** A response that did not come was perhaps not waited for long enough; what came, or did not come for as long as that, is seldom chance. */
function mayBeOurs(trace: JudgedTrace, shape: Shape): boolean {
  if (shape.is === 'no-stream' && shape.status === 0 && isBusy(trace, 0, trace.facts.at(-1)?.t ?? 0)) return true
  return isStalledOnce(trace) || isMostlyStalled(trace)
}

/** An event that a timer flushes also arrives before the next one is sent, so it passes here; `prompt` judges its delay. */
function judgeLive(trace: Trace, shape: Shape, control: Trace | undefined): Finding {
  const { evidence } = shape
  const wrong = (observed: string, actual: string, measures = {}): Finding =>
    fail(observed, { expected: EXPECTED, actual, measures, evidence })
  if (whyRejected(trace, STREAM) === MALFORMED) return wrong('no-stream', MALFORMED)
  switch (shape.is) {
    case 'no-stream':
      return wrong(
        'no-stream',
        shape.status === 0 ? 'no response' : `${answerOf(trace, shape.status)} instead of a stream`,
      )
    case 'flowing':
    case 'timed': {
      const latencies = tellingLatencies(trace, shape)
      const tick = tickOf(shape, latencies, control)
      if (tick === 'none' || isOfNetwork(trace, latencies)) {
        return pass('streamed', {
          expected: EXPECTED,
          actual: EXPECTED,
          evidence,
          headline: 'each event is delivered immediately',
        })
      }
      const late = quantile(latencies, 0.5)
      if (tick === 'unclear') return noisy(beyondSlowControl(late))
      if (isDoubtful(trace, shape, latencies)) return stalled()
      const actual = `each event is delayed ${sayMs(late)} by a timer`
      return pass('coalesced', { expected: EXPECTED, actual, measures: { delay: ms(late) }, evidence })
    }
    case 'behind': {
      if (shape.by === 0)
        return wrong('held-once', 'the first events are delayed, later ones are delivered immediately')
      const observed = shape.by === 1 ? 'one-behind' : 'behind'
      const when = shape.by === 1 ? 'the next one is' : `${shape.by} more are`
      return wrong(observed, `an event is delivered only when ${when} sent`, { behind: count(shape.by, 'events') })
    }
    case 'paced': {
      const bytesPerSecond = bytes(Math.round(shape.by.bytesPerSecond))
      return wrong('rate-limited', `the response is limited to ${sayRate(shape.by)}`, { bytesPerSecond })
    }
    case 'bytes':
      return wrong('held-until-bytes', heldFor(shape), {
        held: bytes(shape.first),
        ...(shape.next === undefined ? {} : { heldNext: bytes(shape.next) }),
      })
    case 'until-end':
      return wrong(
        'held-until-end',
        `events are buffered until the response ends; ${sayBytes(shape.sent)} had been sent`,
        {
          heldAtLeast: bytes(shape.sent),
        },
      )
    case 'cut':
      if (shape.while === 'flowing') return wrong('cut', 'the stream is closed while events flow')
      if (shape.while === 'empty') {
        if (wasBusyWithHead(trace)) return noisy('the harness was late: the stream was closed before anything was sent')
        return wrong('cut', 'the stream is closed before the first event')
      }
      return wrong('held', 'events are buffered, and the stream was closed before the flush trigger was found')
    case 'lost':
      return wrong('lost', `events never arrive; ${sayBytes(shape.sent)} had been sent`)
  }
}

function heldFor({ first, once }: Extract<Shape, { is: 'bytes' }>): string {
  const start = `events are buffered until ${sayBytes(first)} have been sent`
  return once ? `${start}; later ones are delivered immediately` : start
}

/** Includes the target of a redirect, which usually shows the cause. */
function answerOf(trace: Trace, status: number): string {
  const location = headerValue(clientFacts(trace, STREAM, 'head', 1)[0]?.headers ?? [], 'location')
  return location === undefined ? `status ${status}` : `status ${status}, to ${location},`
}

/** The first event is sent well before any idle timeout, unless the harness is slow. */
export function wasBusyWithHead(trace: Trace): boolean {
  const from = originFacts(trace, STREAM, 'sent-head', 1)[0]?.t ?? 0
  return isBusy(trace, from, acts(trace, 'gated')[0]?.t ?? from)
}
