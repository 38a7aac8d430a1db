import type { Criterion, Finding, Trace } from '../../harness/model/index.ts'
import { whyRejected } from '../../harness/scenario-kit/why-no-stream.ts'
import {
  acts,
  clientFacts,
  count,
  dependent,
  fail,
  headerValue,
  isStalledOnce,
  jitterOf,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  quantile,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { live, wasBusyWithHead } from './live.ts'
import {
  beyondSlowControl,
  isDoubtful,
  isOfNetwork,
  shapeOf,
  tellingLatencies,
  tickOf,
  undisturbedLatencies,
} from './shape.ts'
import { STREAM } from './streams.ts'

/** A stream that delivered something within this time (ms) before the end still flows. */
const STILL_COMES = 4000

const prompt: Criterion = {
  id: 'prompt',
  kind: 'optimal',
  title: 'Events are forwarded when they arrive, not on a timer.',
  classes: ['at-once', 'coalesced'],
  judge(trace, control) {
    const shape = shapeOf(trace)
    if (shape.is !== 'flowing' && shape.is !== 'timed') return dependent('delivery/live', 'events are not streamed')
    const parts = { expected: 'forwarded immediately', evidence: shape.evidence }
    const latencies = tellingLatencies(trace, shape)
    const tick = tickOf(shape, latencies, control)
    if (tick === 'none') return pass('at-once', { ...parts, actual: 'forwarded immediately' })
    const late = quantile(latencies, 0.5)
    if (tick === 'unclear') return noisy(beyondSlowControl(late))
    if (isOfNetwork(trace, latencies))
      return noisy(`events are ${sayMs(late)} late, and the network's own delay varies by ${sayMs(jitterOf(trace))}`)
    if (isDoubtful(trace, shape, latencies)) return stalled()
    const actual = `each event is delayed ${sayMs(late)} by a timer`
    return fail('coalesced', { ...parts, actual, measures: { delay: ms(late) } })
  },
}

const latency: Criterion = {
  id: 'latency',
  kind: 'informative',
  title: 'Latency from the origin to the client for each event, compared with the control.',
  classes: ['measured'],
  judge(trace, control) {
    const shape = shapeOf(trace)
    const latencies = undisturbedLatencies(trace)
    if (shape.is !== 'flowing' || latencies.length === 0) return dependent('delivery/live', 'events are not streamed')
    const plain = control === undefined ? latencies : undisturbedLatencies(control)
    const [median, p95, max] = [0.5, 0.95, 1].map((q) => quantile(latencies, q)) as [number, number, number]
    return measured('measured', {
      expected: `control: median ${sayMs(quantile(plain, 0.5))}`,
      actual: `median ${sayMs(median)}, p95 ${sayMs(p95)}, max ${sayMs(max)}`,
      measures: { median: ms(median), p95: ms(p95), max: ms(max), events: count(latencies.length, 'events') },
      evidence: shape.evidence,
    })
  },
}

const headFirst: Criterion = {
  id: 'head-first',
  kind: 'optimal',
  title: 'The response headers reach the client before the first body byte is sent (EventSource fires open).',
  classes: ['before-body', 'delayed'],
  judge(trace) {
    const head = clientFacts(trace, STREAM, 'head', 1)[0]
    const sentHead = originFacts(trace, STREAM, 'sent-head', 1)[0]
    const gated = acts(trace, 'gated')[0]
    if (sentHead === undefined || gated === undefined)
      return dependent('delivery/live', 'no request reached the origin')
    const rejected = whyRejected(trace, STREAM)
    if (rejected !== undefined) return dependent('delivery/live', rejected)
    const parts = { expected: 'before the first body byte', evidence: [sentHead.index, gated.index] }
    // After the proxy has closed the upstream connection, the close is what flushed the headers.
    const left = originFacts(trace, STREAM, 'peer-left', 1)[0]?.t ?? Number.POSITIVE_INFINITY
    if (head !== undefined && head.t <= gated.t && head.t < left) {
      const delay = ms(head.t - sentHead.t)
      return pass('before-body', {
        ...parts,
        actual: parts.expected,
        measures: { delay },
        evidence: [sentHead.index, head.index],
      })
    }
    const isDoubtful = isStalledOnce(trace, sentHead.t, gated.t) || (left <= gated.t && wasBusyWithHead(trace))
    if (isDoubtful) return stalled()
    return fail('delayed', { ...parts, actual: 'response headers are delayed until the first body bytes' })
  },
}

const contentType: Criterion = {
  id: 'content-type',
  kind: 'required',
  title: 'The Content-Type is still text/event-stream; EventSource rejects any other.',
  classes: ['kept', 'rewritten', 'missing'],
  judge(trace) {
    const head = clientFacts(trace, STREAM, 'head', 1)[0]
    if (head === undefined || originFacts(trace, STREAM, 'sent-head', 1).length === 0) {
      return dependent('delivery/live', 'no response headers from the origin reached the client')
    }
    if (head.status !== 200) return dependent('delivery/live', `status ${head.status} instead of a stream`)
    const value = headerValue(head.headers, 'content-type')
    const parts = { expected: 'text/event-stream', actual: value ?? 'none', evidence: [head.index] }
    if (value === undefined) return fail('missing', { ...parts, actual: 'no Content-Type' })
    // WHATWG HTML §9.2.2 compares the essence of the MIME type: parameters do not matter.
    const essence = value.split(';')[0]?.trim().toLowerCase()
    return essence === 'text/event-stream'
      ? pass('kept', parts)
      : fail('rewritten', { ...parts, actual: `Content-Type is ${value}` })
  },
}

const intact: Criterion = {
  id: 'intact',
  kind: 'required',
  title: 'Every event arrives once, in order and byte for byte, by the end of the stream.',
  classes: ['intact', 'lost', 'duplicated', 'altered', 'reordered'],
  judge(trace) {
    const sent = originFacts(trace, STREAM, 'sent').filter((fact) => fact.what === 'event')
    const arrived = clientFacts(trace, STREAM, 'event')
    const shape = shapeOf(trace)
    if (shape.is === 'no-stream' || sent.length === 0) return dependent('delivery/live', 'there was no stream')
    if (shape.is === 'cut') return dependent('delivery/live', 'the stream was closed early')
    const isPartial = sent.some((one) => !arrived.some((event) => event.id === one.id))
    if (shape.is === 'paced' && isPartial) return dependent('delivery/live', 'the rest was still in transit')
    const expected = `${sent.length} events, once each, in order`
    const wrong = (observed: string, actual: string, facts: readonly { index: number }[]): Finding =>
      fail(observed, { expected, actual, evidence: facts.map(({ index }) => index) })
    const lost = sent.filter((one) => !arrived.some((event) => event.id === one.id))
    const [end] = clientFacts(trace, STREAM, 'end', 1)
    // A rate-limiting proxy, for example.
    const comes = end?.byUs === true && clientFacts(trace, STREAM, 'body', 1).some(({ t }) => end.t - t < STILL_COMES)
    const isCut = end !== undefined && end.t < (acts(trace, 'end')[0]?.t ?? 0)
    if (lost.length > 0 && isCut && isStalledOnce(trace)) return stalled()
    if (lost.length > 0 && isCut)
      return dependent('delivery/live', 'the stream was closed while events were buffered', [end.index])
    if (lost.length > 0 && comes) return notApplicable('the rest was still in transit when the scenario ended')
    if (lost.length > 0) return wrong('lost', `${lost.length} of ${sent.length} events never arrive`, lost)
    const twice = arrived.filter((event, n) => arrived.findIndex((other) => other.id === event.id) !== n)
    if (twice.length > 0) return wrong('duplicated', `${twice.length} events arrive twice`, twice)
    const altered = arrived.filter((event) => sent.find((one) => one.id === event.id)?.digest !== event.digest)
    if (altered.length > 0) return wrong('altered', `${altered.length} events arrive altered`, altered)
    const swapped = arrived.filter((event, n) => event.id !== sent[n]?.id)
    if (swapped.length > 0) return wrong('reordered', 'events arrive out of order', swapped)
    return pass('intact', { expected, actual: expected })
  },
}

const encoding: Criterion = {
  id: 'encoding',
  kind: 'informative',
  title: 'Whether the proxy adds a content coding for a client that accepts gzip, deflate, br and zstd.',
  classes: ['identity', 'encoded'],
  judge(trace: Trace) {
    const head = clientFacts(trace, STREAM, 'head', 1)[0]
    if (head === undefined || head.status !== 200) return dependent('delivery/live', 'no stream')
    const parts = { expected: 'not encoded', evidence: [head.index] }
    if (head.encoding === '') return measured('identity', { ...parts, actual: 'not encoded' })
    const actual = `the proxy adds Content-Encoding: ${head.encoding}`
    return measured('encoded', { ...parts, actual, headline: actual })
  },
}

export const criteria: readonly Criterion[] = [live, prompt, headFirst, contentType, intact, encoding, latency]
