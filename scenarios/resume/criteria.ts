import type { Criterion, Finding, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  dependent,
  fail,
  headerValue,
  isStalled,
  ms,
  notApplicable,
  originFacts,
  pass,
  stalled,
} from '../../harness/trace/facts.ts'

const STREAM = 'stream'

/** Why the disconnect cannot be judged; undefined if there was one and a client that observed it. */
function noBreak(trace: Trace): Finding | undefined {
  const broken = acts(trace, 'break')[0]
  if (broken === undefined) return dependent('delivery/live', 'no request reached the origin')
  const gaveUp = clientFacts(trace, STREAM, 'gave-up', 1)[0]
  return gaveUp !== undefined && gaveUp.t < broken.t
    ? notApplicable(`EventSource had given up (${gaveUp.because})`)
    : undefined
}

const endSeen: Criterion = {
  id: 'end-seen',
  kind: 'required',
  title: 'When the origin ends or aborts the stream, the client sees it; otherwise it never reconnects.',
  classes: ['told', 'left-waiting'],
  judge(trace) {
    const because = noBreak(trace)
    if (because !== undefined) return because
    const closed = originFacts(trace, STREAM, 'closed', 1)[0]
    const end = clientFacts(trace, STREAM, 'end', 1)[0]
    const given = acts(trace, 'awaiting-reconnect')[0]
    const evidence = [closed, end].flatMap((fact) => (fact === undefined ? [] : [fact.index]))
    const parts = { expected: 'the client sees the end', evidence }
    if (closed !== undefined && end !== undefined && !end.byUs && end.t <= (given?.t ?? 0)) {
      return pass('told', { ...parts, actual: parts.expected, measures: { delay: ms(end.t - closed.t) } })
    }
    if (isStalled(trace)) return stalled(evidence)
    return fail('left-waiting', { ...parts, actual: 'the client sees no end within 3 s' })
  },
}

const reconnect: Criterion = {
  id: 'reconnect',
  kind: 'required',
  title: 'The reconnect reaches the origin.',
  classes: ['answered', 'answered-by-proxy', 'refused', 'never'],
  judge(trace) {
    if (acts(trace, 'break').length === 0) return dependent('delivery/live', 'no request reached the origin')
    const head = clientFacts(trace, STREAM, 'head', 2)[0]
    const request = originFacts(trace, STREAM, 'request', 2)[0]
    const parts = {
      expected: 'the reconnect reaches the origin',
      evidence: [head, request].flatMap((fact) => (fact ? [fact.index] : [])),
    }
    if (request !== undefined) return pass('answered', { ...parts, actual: parts.expected })
    if (head?.status === 200) {
      return fail('answered-by-proxy', {
        ...parts,
        actual: 'the proxy answers a reconnect itself, from its cache',
      })
    }
    if (head !== undefined)
      return fail('refused', { ...parts, actual: `the proxy answers a reconnect with status ${head.status}` })
    const gaveUp = clientFacts(trace, STREAM, 'gave-up')[0]
    if (gaveUp !== undefined)
      return fail('refused', { ...parts, actual: `EventSource gives up: ${gaveUp.because}`, evidence: [gaveUp.index] })
    if (isStalled(trace)) return stalled()
    return fail('never', { ...parts, actual: 'no reconnect reaches the origin' })
  },
}

const lastEventId: Criterion = {
  id: 'last-event-id',
  kind: 'required',
  title: 'Last-Event-ID reaches the origin as the client sent it.',
  classes: ['kept', 'dropped', 'altered'],
  judge(trace) {
    const request = originFacts(trace, STREAM, 'request', 2)[0]
    if (request === undefined) return dependent('resume/reconnect', 'no reconnect reached the origin')
    const asked = clientFacts(trace, STREAM, 'reconnecting', 1)[0]
    const sent = asked?.lastEventId ?? ''
    if (sent === '') return dependent('delivery/live', 'the client had received no event')
    const got = headerValue(request.headers, 'last-event-id')
    const parts = { expected: sent, evidence: [asked?.index ?? 0, request.index] }
    if (got === undefined) return fail('dropped', { ...parts, actual: 'Last-Event-ID is dropped' })
    return got === sent
      ? pass('kept', { ...parts, actual: got })
      : fail('altered', { ...parts, actual: `Last-Event-ID arrives as ${got}` })
  },
}

const continuity: Criterion = {
  id: 'continuity',
  kind: 'required',
  title: 'Across the reconnect, the client receives every event exactly once.',
  classes: ['whole', 'gap', 'duplicate'],
  judge(trace) {
    if (originFacts(trace, STREAM, 'request', 2).length === 0 || acts(trace, 'end').length === 0) {
      return dependent('resume/reconnect', 'no reconnect reached the origin')
    }
    const arrived = clientFacts(trace, STREAM, 'event')
    const numbers = arrived.map((fact) => Number(/;n=(\d+)\//.exec(fact.id)?.[1]))
    const expected = 'events 1 to 10, once each'
    const evidence = arrived.map((fact) => fact.index)
    const missing = Array.from({ length: 10 }, (_, n) => n + 1).filter((n) => !numbers.includes(n))
    if (missing.length > 0)
      return fail('gap', { expected, actual: `lost across the reconnect: event ${missing.join(', ')}`, evidence })
    const twice = numbers.filter((n, at) => numbers.indexOf(n) !== at)
    if (twice.length > 0)
      return fail('duplicate', { expected, actual: `${twice.length} events arrive twice`, evidence })
    return pass('whole', {
      expected,
      actual: expected,
      evidence,
      headline: 'reconnects without lost or duplicate events',
    })
  },
}

export const criteria: readonly Criterion[] = [endSeen, reconnect, lastEventId, continuity]
