import type { Finding, JudgedTrace, Trace } from '../model/index.ts'
import { clientFacts, dependent, notApplicable, originFacts, sayMs, unlessStalled } from '../trace/facts.ts'

/**
 * The finding for a request that never reached the origin, which depends on the axis `method`: limits for a POST (size, method)
 * do not apply to a GET. Where the harness stalled, it may have given up too early.
 */
export const whyNoRequest = (trace: JudgedTrace): Finding =>
  unlessStalled(trace, dependent(trace.axes.method === 'POST' ? 'post-stream/request' : 'delivery/live', NO_REQUEST))

const NO_REQUEST = 'no request reached the origin'

/**
 * Why a client got no stream although the origin had answered with one; undefined where it got the stream, or the origin did not answer. It says
 * nothing of timeouts and buffers. Over HTTP/2 a malformed response is an error of its stream (RFC 9113 §8.1.1), which nobody closed.
 */
export function whyRejected(trace: Trace, client: string): string | undefined {
  const end = clientFacts(trace, client, 'end', 1)[0]
  const isMalformed =
    end !== undefined &&
    !end.byUs &&
    end.message === 'none' &&
    end.socket === 'open' &&
    end.reset === undefined &&
    end.code === 'ERR_HTTP2_STREAM_ERROR'
  return isMalformed ? MALFORMED : whyReplaced(trace, client)
}

export const isRejected = (trace: Trace, client: string): boolean => whyRejected(trace, client) !== undefined

/** A client that rejects a response reports no status. */
export const MALFORMED = 'the client rejects the response, which is malformed'

/**
 * The proxy answers with an error in place of a response that it does not accept, such as one with a head that is too large. An idle timeout gives
 * an error too where the head is buffered, but only when it has passed.
 */
function whyReplaced(trace: Trace, client: string): string | undefined {
  const head = clientFacts(trace, client, 'head', 1)[0]
  const sent = originFacts(trace, client, 'sent-head', 1)[0]
  if (head === undefined || sent === undefined || head.status < 500) return undefined
  const soonest = Math.min(...trace.settings.timers.map(({ ms }) => ms)) / (trace.clock ?? 1)
  return head.t - sent.t < soonest / 2 ? `status ${head.status} instead of the origin’s response` : undefined
}

/**
 * The finding where a client did not get the stream that a scenario needs. With a fast clock a timeout of some seconds becomes
 * some hundredths of a second, so the proxy may give up before the harness has responded, although the stream works in real time.
 */
export function whyNoStream(trace: JudgedTrace, client: string): Finding {
  const { clock = 1, settings } = trace
  const rejected = whyRejected(trace, client)
  if (rejected !== undefined) return dependent('delivery/live', rejected)
  const asked = clientFacts(trace, client, 'request', 1)[0]
  const head = clientFacts(trace, client, 'head', 1)[0]
  const end = clientFacts(trace, client, 'end', 1)[0]
  const answer = head !== undefined && head.status !== 200 ? head : undefined
  const first = answer ?? (end === undefined || end.byUs ? undefined : end)
  if (asked === undefined || first === undefined) return unlessStalled(trace, dependent('delivery/live', NO_REQUEST))
  if (clock === 1) return dependent('delivery/live', NO_REQUEST)
  const waited = first.t - asked.t
  const seen = answer === undefined ? 'the connection was closed' : `status ${answer.status}`
  const timer = settings.timers.filter(({ ms }) => ms / clock <= waited * 1.5).toSorted((a, b) => b.ms - a.ms)[0]
  const because =
    timer === undefined
      ? ''
      : `: ${timer.directive} of ${sayMs(timer.ms)} is ${sayMs(timer.ms / clock)} with a clock that is ${clock} times as fast`
  return notApplicable(`${seen} after ${sayMs(waited)}, before the test upstream had answered${because}`)
}
