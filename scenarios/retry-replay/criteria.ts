import type { Criterion, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  count,
  dependent,
  fail,
  isStalled,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { IDLE, STREAM, TRIES } from './streams.ts'

const NEVER_ASKED = dependent('delivery/live', 'no request reached the origin')

/** The request that fails: the last one, since further ones are sent only if none has failed. */
const failingIn = (trace: Trace): string =>
  TRIES.findLast((name) => originFacts(trace, name, 'request', 1).length > 0) ?? STREAM

const requestsOf = (trace: Trace) => originFacts(trace, failingIn(trace), 'request', 1)

function sayRequests(trace: Trace): string {
  const [first, ...more] = requestsOf(trace)
  if (more.length === 0) return 'upstream requested once'
  return `upstream requested ${1 + more.length} times, again after ${more.map(({ t }) => sayMs(t - (first?.t ?? 0))).join(', ')}`
}

const told: Criterion = {
  id: 'told',
  kind: 'required',
  title: 'Whatever the origin does, the client gets a response, or its connection is closed.',
  classes: ['answered', 'broken-off', 'left-waiting'],
  judge(trace) {
    const [first] = requestsOf(trace)
    if (first === undefined) return NEVER_ASKED
    const head = clientFacts(trace, failingIn(trace), 'head', 1)[0]
    const end = clientFacts(trace, failingIn(trace), 'end', 1)[0]
    const evidence = [head, end].flatMap((fact) => (fact === undefined ? [] : [fact.index]))
    const parts = { expected: 'a response, or a closed connection', evidence }
    const began = acts(trace, 'fail')[0]?.t ?? first.t
    const measures = { delay: ms((head?.t ?? end?.t ?? began) - began) }
    if (end !== undefined && !end.byUs) {
      return head === undefined
        ? pass('broken-off', { ...parts, measures, actual: 'the connection is closed without a response' })
        : pass('answered', { ...parts, measures, actual: `status ${head.status}` })
    }
    if (isStalled(trace)) return stalled(evidence)
    return fail('left-waiting', { ...parts, actual: 'the client gets neither a response nor an end' })
  },
}

const postOnce: Criterion = {
  id: 'post-once',
  kind: 'required',
  title: 'The proxy never retries a POST that reached the origin: it might place an order twice.',
  classes: ['once', 'again'],
  judge(trace) {
    if (trace.axes.method !== 'POST')
      return dependent('retry-replay/requests', 'a GET may be retried (RFC 9110 §9.2.2)')
    const requests = requestsOf(trace)
    if (requests.length === 0) return NEVER_ASKED
    const parts = {
      expected: 'upstream requested once',
      actual: sayRequests(trace),
      measures: { requests: count(requests.length) },
      evidence: requests.map(({ index }) => index),
    }
    return requests.length === 1 ? pass('once', parts) : fail('again', parts)
  },
}

const idleConnection: Criterion = {
  id: 'idle-connection',
  kind: 'optimal',
  title: 'A request is not lost on a connection that the application is closing after 5 s idle.',
  classes: ['other-connection', 'retried', 'lost'],
  judge(trace) {
    if (trace.axes.failure !== 'closing') return notApplicable('no connection was idle')
    const idle = new Set(
      IDLE.flatMap((name) => originFacts(trace, name, 'request', 1)).map(({ connection }) => connection),
    )
    const tries = TRIES.map((name) => ({ name, all: originFacts(trace, name, 'request', 1) })).filter(
      ({ all }) => all.length > 0,
    )
    if (idle.size === 0 || tries.length === 0) return NEVER_ASKED
    const expected = 'the response of the application'
    const met = tries.find(({ all: [first] }) => first !== undefined && idle.has(first.connection))
    const measures = { requests: count(met?.all.length ?? 1) }
    if (met === undefined) {
      const areAllClosed = acts(trace, 'idle')[0]?.detail.kept === 0
      if (!areAllClosed && acts(trace, 'discarded').length === 0)
        return noisy('idle connections were kept, but no request arrived on one of them')
      const actual = areAllClosed
        ? 'idle connections are closed by the proxy first'
        : 'the proxy closes an idle connection instead of reusing it'
      return pass('other-connection', {
        expected,
        actual,
        measures,
        evidence: tries.flatMap(({ all }) => all.map(({ index }) => index)),
      })
    }
    const [first] = met.all
    const head = clientFacts(trace, met.name, 'head', 1)[0]
    const end = clientFacts(trace, met.name, 'end', 1)[0]
    const evidence = [first, head ?? end].flatMap((fact) => (fact === undefined ? [] : [fact.index]))
    if (head?.status === 200) {
      const actual = 'the request is lost on the connection, and retried on another one'
      return pass('retried', { expected, actual, measures, evidence })
    }
    if ((end === undefined || end.byUs) && isStalled(trace)) return stalled(evidence)
    const got = head === undefined ? 'no response' : `status ${head.status}`
    const actual = `a ${trace.axes.method ?? 'request'} on a connection that the application is closing gets ${got}`
    return fail('lost', { expected, actual, measures, evidence })
  },
}

const requests: Criterion = {
  id: 'requests',
  kind: 'informative',
  title: 'How many requests reach the origin for one request of the client.',
  classes: ['once', 'again'],
  judge(trace) {
    const all = requestsOf(trace)
    if (all.length === 0) return NEVER_ASKED
    return measured(all.length === 1 ? 'once' : 'again', {
      expected: 'no expectation (informative)',
      actual: sayRequests(trace),
      measures: { requests: count(all.length) },
      evidence: all.map(({ index }) => index),
    })
  },
}

export const criteria: readonly Criterion[] = [told, postOnce, idleConnection, requests]
