import type { Criterion, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  fail,
  headerValue,
  longestStall,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
} from '../../harness/trace/facts.ts'

const STREAM = 'stream'
const DOUBT: Ms = 1000

/** Why nothing can be said of the break; undefined when there was one, with a client to see it. */
function noBreak(trace: Trace): string | undefined {
  const broken = acts(trace, 'break')[0]
  if (broken === undefined) return 'the origin was never asked: see delivery/live'
  const gaveUp = clientFacts(trace, STREAM, 'gave-up', 1)[0]
  return gaveUp !== undefined && gaveUp.t < broken.t ? `EventSource had given up (${gaveUp.because})` : undefined
}

const endSeen: Criterion = {
  id: 'end-seen',
  kind: 'required',
  title: 'When the origin ends, or breaks off, the client is told: else it never comes back.',
  classes: ['told', 'left-waiting'],
  judge(trace) {
    const because = noBreak(trace)
    if (because !== undefined) return notApplicable(because)
    const closed = originFacts(trace, STREAM, 'closed', 1)[0]
    const end = clientFacts(trace, STREAM, 'end', 1)[0]
    const given = acts(trace, 'awaiting-reconnect')[0]
    const evidence = [closed, end].flatMap((fact) => (fact === undefined ? [] : [fact.index]))
    const parts = { expected: 'the client sees an end', evidence }
    if (closed !== undefined && end !== undefined && !end.byUs && end.t <= (given?.t ?? 0)) {
      return pass('told', { ...parts, actual: parts.expected, measures: { delay: ms(end.t - closed.t) } })
    }
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still', evidence)
    return fail('left-waiting', { ...parts, actual: 'the client is left waiting, 3 s and more' })
  },
}

const reconnect: Criterion = {
  id: 'reconnect',
  kind: 'required',
  title: 'The client that comes back is let through to the origin.',
  classes: ['answered', 'answered-by-proxy', 'refused', 'never'],
  judge(trace) {
    if (acts(trace, 'break').length === 0) return notApplicable('the origin was never asked: see delivery/live')
    const head = clientFacts(trace, STREAM, 'head', 2)[0]
    const request = originFacts(trace, STREAM, 'request', 2)[0]
    const parts = {
      expected: 'the origin is asked again',
      evidence: [head, request].flatMap((fact) => (fact ? [fact.index] : [])),
    }
    if (request !== undefined) return pass('answered', { ...parts, actual: parts.expected })
    if (head?.status === 200) {
      return fail('answered-by-proxy', {
        ...parts,
        actual: 'the proxy itself answers a reconnect, with what it has kept',
      })
    }
    if (head !== undefined)
      return fail('refused', { ...parts, actual: `the proxy answers a reconnect with status ${head.status}` })
    const gaveUp = clientFacts(trace, STREAM, 'gave-up')[0]
    if (gaveUp !== undefined)
      return fail('refused', { ...parts, actual: `EventSource gives up: ${gaveUp.because}`, evidence: [gaveUp.index] })
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still')
    return fail('never', { ...parts, actual: 'the origin is never asked again' })
  },
}

const lastEventId: Criterion = {
  id: 'last-event-id',
  kind: 'required',
  title: 'Last-Event-ID reaches the origin as the client sent it.',
  classes: ['kept', 'dropped', 'altered'],
  judge(trace) {
    const request = originFacts(trace, STREAM, 'request', 2)[0]
    if (request === undefined) return notApplicable('the client did not come back to the origin: see reconnect')
    const asked = clientFacts(trace, STREAM, 'reconnecting', 1)[0]
    const sent = asked?.lastEventId ?? ''
    if (sent === '') return notApplicable('the client had no event to name: see delivery/live')
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
  title: 'Over the break, the client has every event once: no gap, no duplicate.',
  classes: ['whole', 'gap', 'duplicate'],
  judge(trace) {
    if (originFacts(trace, STREAM, 'request', 2).length === 0 || acts(trace, 'end').length === 0) {
      return notApplicable('the client did not come back to the origin: see reconnect')
    }
    const arrived = clientFacts(trace, STREAM, 'event')
    const numbers = arrived.map((fact) => Number(/;n=(\d+)\//.exec(fact.id)?.[1]))
    const expected = 'events 1 to 10, once each'
    const evidence = arrived.map((fact) => fact.index)
    const missing = Array.from({ length: 10 }, (_, n) => n + 1).filter((n) => !numbers.includes(n))
    if (missing.length > 0)
      return fail('gap', { expected, actual: `missing after the resume: event ${missing.join(', ')}`, evidence })
    const twice = numbers.filter((n, at) => numbers.indexOf(n) !== at)
    if (twice.length > 0) return fail('duplicate', { expected, actual: `${twice.length} events come twice`, evidence })
    return pass('whole', {
      expected,
      actual: expected,
      evidence,
      headline: 'a break is resumed without gap or duplicate',
    })
  },
}

export const criteria: readonly Criterion[] = [endSeen, reconnect, lastEventId, continuity]
