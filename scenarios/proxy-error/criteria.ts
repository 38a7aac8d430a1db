import type { Criterion, Finding, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  dependent,
  fail,
  headerValue,
  isStalled,
  longestStall,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { DOWN, tryName, VIEWER } from './clients.ts'

/** RFC 9110 §15.6: server errors. */
const FAILURE = 500

const downOf = (trace: Trace) => acts(trace, 'origin-down')[0]
const stallTime = (): Finding => stalled()

/** With the fast clock a timeout of a second is short: if a request arrived but no stream was opened, the harness responded too late. */
const noStream = (trace: Trace): Finding =>
  originFacts(trace, VIEWER, 'request').length > 0 && (downOf(trace) === undefined || longestStall(trace) > 0)
    ? noisy('the harness answered too late')
    : dependent('delivery/live', 'there was no stream when the application went down')

const isError = (head: { readonly status: number } | undefined): boolean => (head?.status ?? 0) >= FAILURE

/** Undefined also where the first client got an error instead of a stream: then nothing was cut. */
const cutOf = (trace: Trace) => (isError(clientFacts(trace, VIEWER, 'head', 1)[0]) ? undefined : downOf(trace))

const cutSeen: Criterion = {
  id: 'cut-seen',
  kind: 'required',
  title: 'A client with an open stream sees its end when the application goes down.',
  classes: ['told', 'left-waiting'],
  judge(trace) {
    const down = cutOf(trace)
    if (down === undefined) return noStream(trace)
    const end = clientFacts(trace, VIEWER, 'end', 1)[0]
    const expected = 'an end'
    if (end === undefined || end.byUs) {
      if (isStalled(trace)) return stallTime()
      return fail('left-waiting', { expected, actual: 'the client’s connection stays open', evidence: [down.index] })
    }
    const actual = end.message === 'complete' ? 'an end that looks like a complete response' : 'a connection error'
    const after = Math.max(0, end.t - down.t)
    return pass('told', { expected, actual, measures: { after: ms(after) }, evidence: [down.index, end.index] })
  },
}

const answered: Criterion = {
  id: 'answered',
  kind: 'required',
  title: 'Requests while the application is down are answered with a status of 500 or more.',
  classes: ['answered', 'hidden', 'no-answer', 'left-waiting'],
  judge(trace) {
    if (downOf(trace) === undefined) return noStream(trace)
    if (trace.kind === 'control') return notApplicable('there is no proxy to answer')
    const request = clientFacts(trace, DOWN, 'request', 1)[0]
    const head = clientFacts(trace, DOWN, 'head', 1)[0]
    const end = clientFacts(trace, DOWN, 'end', 1)[0]
    const expected = `status ${FAILURE} or more`
    if (head === undefined) {
      if (isStalled(trace)) return stallTime()
      const waits = end === undefined || end.byUs
      const evidence = end === undefined ? [] : [end.index]
      return waits
        ? fail('left-waiting', { expected, actual: 'requests while the application is down get no response', evidence })
        : fail('no-answer', {
            expected,
            actual: 'connections are closed without a response while the application is down',
            evidence,
          })
    }
    const after = head.t - (request?.t ?? head.t)
    const parts = { expected, measures: { after: ms(after) }, evidence: [head.index] }
    if (head.status < FAILURE)
      return fail('hidden', { ...parts, actual: `requests while the application is down get status ${head.status}` })
    return pass('answered', { ...parts, actual: `status ${head.status}` })
  },
}

const cors: Criterion = {
  id: 'cors',
  kind: 'informative',
  title: "Whether a page of another origin may read the proxy's own error response (CORS).",
  classes: ['absent', 'present'],
  judge(trace) {
    if (downOf(trace) === undefined) return noStream(trace)
    const head = clientFacts(trace, DOWN, 'head', 1)[0]
    if (head === undefined) return notApplicable('there is no response')
    const field = headerValue(head.headers, 'Access-Control-Allow-Origin')
    const parts = { expected: 'no expectation (informative)', evidence: [head.index] }
    if (field !== undefined) return measured('present', { ...parts, actual: `Access-Control-Allow-Origin: ${field}` })
    return measured('absent', {
      ...parts,
      actual: `status ${head.status} without CORS fields: a page sees only a network error`,
    })
  },
}

const eventSource: Criterion = {
  id: 'event-source',
  kind: 'informative',
  title: 'What an EventSource with an open stream does when the application goes down.',
  classes: ['comes-back', 'gives-up', 'waits'],
  judge(trace) {
    const down = cutOf(trace)
    if (down === undefined) return noStream(trace)
    const end = clientFacts(trace, VIEWER, 'end', 1)[0]
    if (end === undefined || end.byUs) return dependent('proxy-error/cut-seen', 'it sees no end')
    const gaveUp = clientFacts(trace, VIEWER, 'gave-up')[0]
    const parts = { expected: 'no expectation (informative)', evidence: [end.index] }
    if (gaveUp !== undefined) {
      const actual = `it reconnects, gets ${gaveUp.because}, and gives up permanently`
      return measured('gives-up', { ...parts, actual, evidence: [end.index, gaveUp.index] })
    }
    const again = clientFacts(trace, VIEWER, 'reconnecting').filter(({ attempt, t }) => attempt > 1 && t > down.t)[0]
    if (again !== undefined) {
      return measured('comes-back', {
        ...parts,
        actual: 'it keeps reconnecting',
        evidence: [end.index, again.index],
      })
    }
    if (isStalled(trace)) return stallTime()
    return measured('waits', { ...parts, actual: 'it reconnects and waits for a response' })
  },
}

/** Clients that sent a request once the origin was up, in order, and which of them reached it. */
function triesIn(trace: Trace) {
  const tries: {
    readonly index: number
    /** The application answered, and the client got an error instead: the answer was late for a timeout on the fast clock. */
    readonly isLate: boolean
    readonly served: { readonly t: number; readonly index: number } | undefined
  }[] = []
  for (let n = 1; ; n += 1) {
    const asked = clientFacts(trace, tryName(n), 'connected', 1)[0] ?? clientFacts(trace, tryName(n), 'end', 1)[0]
    if (asked === undefined) return tries
    const request = originFacts(trace, tryName(n), 'request', 1)[0]
    const isLate = request !== undefined && isError(clientFacts(trace, tryName(n), 'head', 1)[0])
    tries.push({ index: asked.index, isLate, served: isLate ? undefined : request })
  }
}

const recovery: Criterion = {
  id: 'recovery',
  kind: 'optimal',
  title: 'Once the application is up again, the next client is served.',
  classes: ['at-once', 'later', 'never'],
  judge(trace) {
    const up = acts(trace, 'origin-up')[0]
    const tries = triesIn(trace)
    if (cutOf(trace) === undefined) return noStream(trace)
    if (up === undefined || tries.length === 0) return stallTime()
    if (tries.some(({ isLate }) => isLate)) return noisy('the harness answered too late')
    const served = tries.find((one) => one.served !== undefined)?.served
    const expected = 'the first client is served'
    const refused = tries.filter((one) => one.served === undefined)
    const evidence = [up.index, ...refused.slice(0, 1).map(({ index }) => index)]
    const clock = trace.clock ?? 1
    if (served === undefined) {
      if (isStalled(trace)) return stallTime()
      const tried = ((trace.facts.at(-1)?.t ?? up.t) - up.t) * clock
      const actual = `no client is served within ${sayMs(tried)} of the proxy's time`
      return fail('never', { expected, actual, measures: { atLeast: ms(tried) }, evidence })
    }
    const parts = { expected, evidence: [...evidence, served.index] }
    // The time itself depends on the machine: with the fast clock, a short delay counts many times.
    if (refused.length === 0) return pass('at-once', { ...parts, actual: expected })
    if (longestStall(trace, up.t, served.t) > (served.t - up.t) / 10) return stallTime()
    const after = (served.t - up.t) * clock
    const actual = `clients are rejected for ${sayMs(after)} after the application is up again`
    return fail('later', { ...parts, actual, measures: { after: ms(after) } })
  },
}

export const criteria: readonly Criterion[] = [cutSeen, answered, cors, eventSource, recovery]
