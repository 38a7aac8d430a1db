import type { Criterion, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  count,
  dependent,
  fail,
  headerValue,
  isStalled,
  measured,
  ms,
  notApplicable,
  originFacts,
  pass,
  quantile,
  receivedBy,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { BLOCKS, STREAM } from './streams.ts'

const NEVER_ASKED = dependent('post-stream/request', 'the request never reached the origin')

/** A configuration rejects a method with one of these (RFC 9110 §15.5.4, §15.5.6). */
const FORBIDS = [403, 405]

/** The status with which the proxy itself rejects the POST. */
function forbidden(trace: Trace): { readonly status: number; readonly index: number } | undefined {
  if (originFacts(trace, STREAM, 'request', 1).length > 0) return undefined
  const head = clientFacts(trace, STREAM, 'head', 1)[0]
  return head !== undefined && FORBIDS.includes(head.status) ? head : undefined
}

const method: Criterion = {
  id: 'method',
  kind: 'informative',
  title: 'Whether the proxy forwards POST requests; one that allows GET only is no failure of a stream.',
  classes: ['forwarded', 'forbidden'],
  judge(trace) {
    const expected = 'no expectation (informative)'
    const answer = forbidden(trace)
    if (answer !== undefined) {
      const actual = `the proxy itself forbids a POST, with status ${answer.status}`
      return measured('forbidden', { expected, actual, evidence: [answer.index], headline: actual })
    }
    const asked = originFacts(trace, STREAM, 'request', 1)[0]
    if (asked === undefined) return NEVER_ASKED
    return measured('forwarded', { expected, actual: 'POST requests are forwarded', evidence: [asked.index] })
  },
}

const request: Criterion = {
  id: 'request',
  kind: 'required',
  title: 'The POST reaches the application with its method, Content-Type and body unaltered.',
  classes: ['unchanged', 'method', 'type', 'body', 'refused', 'never'],
  judge(trace) {
    const asked = originFacts(trace, STREAM, 'request', 1)[0]
    const head = clientFacts(trace, STREAM, 'head', 1)[0]
    const expected = 'POST, application/json, the body unaltered'
    if (asked === undefined) {
      const answer = forbidden(trace)
      if (answer !== undefined)
        return notApplicable(`a POST is forbidden, with status ${answer.status}`, [answer.index])
      if (head !== undefined)
        return fail('refused', {
          expected,
          actual: `the proxy answers itself, with status ${head.status}`,
          evidence: [head.index],
        })
      if (isStalled(trace)) return stalled()
      return fail('never', { expected, actual: 'no request reaches the origin' })
    }
    const whole = originFacts(trace, STREAM, 'request-end', 1)[0]
    const parts = { expected, evidence: [asked.index, ...(whole === undefined ? [] : [whole.index])] }
    const type = headerValue(asked.headers, 'content-type')
    if (asked.method !== 'POST') return fail('method', { ...parts, actual: `the method arrives as ${asked.method}` })
    if (type !== 'application/json')
      return fail('type', { ...parts, actual: `the Content-Type arrives as ${type ?? 'none'}` })
    if (whole?.digest === acts(trace, 'texts')[0]?.detail.body) return pass('unchanged', { ...parts, actual: expected })
    if (whole === undefined && isStalled(trace)) return stalled()
    return fail('body', {
      ...parts,
      actual: whole === undefined ? 'the body arrives incomplete' : 'the body is altered',
    })
  },
}

const live: Criterion = {
  id: 'live',
  kind: 'required',
  title: 'Each token reaches the client before the next one is sent.',
  classes: ['live', 'held'],
  judge(trace) {
    const head = clientFacts(trace, STREAM, 'head', 1)[0]
    const sent = originFacts(trace, STREAM, 'sent', 1)
    const closed = originFacts(trace, STREAM, 'closed', 1)[0]
    if (sent.length === 0) return NEVER_ASKED
    if (head !== undefined && head.status !== 200)
      return dependent('delivery/live', `the client received status ${head.status}`)
    const held = sent.filter(({ written }, n) => receivedBy(trace, STREAM, (sent[n + 1] ?? closed)?.t ?? 0) < written)
    const [late] = held
    const bodies = clientFacts(trace, STREAM, 'body', 1)
    if (late === undefined) {
      const delays = sent.map(
        ({ t, written }) => (bodies.find((body) => receivedBy(trace, STREAM, body.t) >= written)?.t ?? t) - t,
      )
      const median = quantile(delays, 0.5)
      const measures = { delay: ms(median), tokens: count(sent.length, 'events') }
      const headline = 'a chat response is streamed token by token'
      return pass('live', {
        expected: 'token by token',
        actual: `token by token, ${sayMs(median)} each`,
        measures,
        headline,
      })
    }
    if (isStalled(trace)) return stalled([late.index])
    const arrival = bodies.find(({ t }) => t >= late.t)
    const evidence = [late.index, ...(arrival === undefined ? [] : [arrival.index])]
    const actual = `${held.length} of ${sent.length} tokens of the response to a POST are buffered`
    const measures = { held: count(held.length, 'events'), tokens: count(sent.length, 'events') }
    return fail('held', { expected: 'token by token', actual, measures, evidence })
  },
}

const done: Criterion = {
  id: 'done',
  kind: 'required',
  title: 'The whole response arrives, up to [DONE], and is complete.',
  classes: ['whole', 'altered', 'cut', 'left-waiting'],
  judge(trace) {
    const head = clientFacts(trace, STREAM, 'head', 1)[0]
    if (originFacts(trace, STREAM, 'sent', 1).length === 0) return NEVER_ASKED
    if (head !== undefined && head.status !== 200)
      return dependent('delivery/live', `the client received status ${head.status}`)
    const last = clientFacts(trace, STREAM, 'event', 1).at(-1)
    const end = clientFacts(trace, STREAM, 'end', 1)[0]
    const expected = `${BLOCKS.length} events, the last one [DONE], and a complete response`
    const parts = { expected, evidence: [last, end].flatMap((fact) => (fact === undefined ? [] : [fact.index])) }
    const whole = end?.digest === acts(trace, 'texts')[0]?.detail.answer
    if (end !== undefined && !end.byUs && end.message === 'complete')
      return whole && last?.data === '[DONE]'
        ? pass('whole', { ...parts, actual: expected })
        : fail('altered', { ...parts, actual: `the body is altered; its last event is ${last?.data ?? 'none'}` })
    if (end !== undefined && !end.byUs) return fail('cut', { ...parts, actual: 'the response is truncated' })
    if (isStalled(trace)) return stalled()
    return fail('left-waiting', { ...parts, actual: 'the response does not end' })
  },
}

export const criteria: readonly Criterion[] = [method, request, live, done]
