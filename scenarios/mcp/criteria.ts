import type { Criterion, Finding, JudgedTrace, Trace } from '../../harness/model/index.ts'
import {
  answered,
  answerFieldDifferences,
  blocksOfAll,
  bodyDifference,
  leftOf,
  reached,
  requestDifference,
  requestFieldDifferences,
  statusDifference,
} from '../../harness/scenario-kit/exchanges/api-differences.ts'
import type { ApiStep } from '../../harness/scenario-kit/exchanges/api-step.ts'
import { foundIn } from '../../harness/scenario-kit/exchanges/difference-findings.ts'
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
  noisy,
  notApplicable,
  originFacts,
  pass,
  quantile,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { EVERY } from './cancelling.ts'
import { LAST_EVENT, wireOf } from './wire.ts'

const stepsIn = (trace: Trace): readonly ApiStep[] => wireOf(trace.axes.revision).steps

/** Why the responses cannot be judged; undefined if they can. */
function unanswered(trace: Trace): Finding | undefined {
  if (reached(trace, stepsIn(trace)).length === 0) return dependent('mcp/request', 'no request reached the server')
  if (answered(trace, stepsIn(trace)).length === 0) return dependent('mcp/statuses', 'no status arrived unchanged')
  return undefined
}

const request: Criterion = {
  id: 'request',
  kind: 'required',
  title: 'Each request reaches the server with its method and its body unaltered.',
  classes: ['unchanged', 'method', 'body', 'refused', 'never'],
  judge: (trace) =>
    foundIn(
      trace,
      stepsIn(trace).map((step) => requestDifference(trace, step)),
      { same: 'unchanged', expected: 'each method, and each body unaltered' },
    ),
}

const requestFields: Criterion = {
  id: 'request-fields',
  kind: 'required',
  title:
    'MCP-Protocol-Version, Mcp-Session-Id, Mcp-Method, Mcp-Name, Mcp-Param-*, Accept and Content-Type reach the server.',
  classes: ['same', 'dropped', 'changed'],
  judge(trace) {
    const steps = reached(trace, stepsIn(trace))
    if (steps.length === 0) return dependent('mcp/request', 'no request reached the server')
    const isCompared = (name: string): boolean => name !== 'Last-Event-ID'
    return foundIn(
      trace,
      steps.flatMap((step) => requestFieldDifferences(trace, step, isCompared)),
      { same: 'same', expected: "the client's own header fields" },
    )
  },
}

const host: Criterion = {
  id: 'host',
  kind: 'informative',
  title: 'Which Host the server sees: official servers compare it with a list, as a protection against DNS rebinding.',
  classes: ['same', 'without-port', 'changed'],
  judge(trace) {
    const [first] = reached(trace, stepsIn(trace))
    if (first === undefined) return dependent('mcp/request', 'no request reached the server')
    const sent = clientFacts(trace, first.name, 'request', 1)[0]
    const arrived = originFacts(trace, first.name, 'request', 1)[0]
    const [client, server] = [hostIn(sent?.raw), headerValue(arrived?.headers ?? [], 'host')]
    const evidence = [sent, arrived].flatMap((fact) => (fact === undefined ? [] : [fact.index]))
    const parts = { expected: 'no expectation (informative)', evidence }
    if (server === client) return measured('same', { ...parts, actual: "the server sees the client's Host" })
    if (server !== undefined && server === client?.replace(/:\d+$/, ''))
      return measured('without-port', { ...parts, actual: "the server sees the client's Host without its port" })
    return measured('changed', { ...parts, actual: "the server sees another Host than the client's" })
  },
}

/** Of a request head as HTTP/1.1 or HTTP/2 writes it. */
const hostIn = (raw = ''): string | undefined => /^(?:host|:authority): *(.*?)\r?$/im.exec(raw)?.[1]

const answerFields: Criterion = {
  id: 'response-fields',
  kind: 'required',
  title: 'Mcp-Session-Id, Content-Type and Allow reach the client.',
  classes: ['same', 'dropped', 'changed'],
  judge(trace) {
    const steps = answered(trace, stepsIn(trace))
    return (
      unanswered(trace) ??
      foundIn(
        trace,
        steps.flatMap((step) => answerFieldDifferences(trace, step, ['Mcp-Session-Id', 'Content-Type', 'Allow'])),
        { same: 'same', expected: "the server's own header fields" },
      )
    )
  },
}

const statuses: Criterion = {
  id: 'statuses',
  kind: 'required',
  title: 'The statuses 200, 202, 400, 404 and 405 reach the client as the server sent them.',
  classes: ['same', 'changed', 'no-answer'],
  judge(trace) {
    const steps = reached(trace, stepsIn(trace))
    if (steps.length === 0) return dependent('mcp/request', 'no request reached the server')
    return foundIn(
      trace,
      steps.map((step) => statusDifference(trace, step)),
      { same: 'same', expected: "the server's own statuses" },
    )
  },
}

const live: Criterion = {
  id: 'live',
  kind: 'required',
  title: 'Each message of a stream, progress notifications among them, reaches the client before the next one is sent.',
  classes: ['live', 'held'],
  judge(trace) {
    const without = unanswered(trace)
    if (without !== undefined) return without
    const { sent, held, delays, evidence } = blocksOfAll(trace, stepsIn(trace))
    if (sent === 0) return dependent('mcp/statuses', 'no stream began')
    if (held === 0) {
      const median = quantile(delays, 0.5)
      const measures = { delay: ms(median), messages: count(sent, 'events') }
      const actual = `message by message, ${sayMs(median)} each`
      return pass('live', { expected: 'message by message', actual, measures, headline: 'MCP messages are streamed' })
    }
    if (isStalled(trace)) return stalled(evidence)
    const actual = `${held} of ${sent} MCP messages are buffered`
    const measures = { held: count(held, 'events'), messages: count(sent, 'events') }
    return fail('held', { expected: 'message by message', actual, measures, evidence })
  },
}

const whole: Criterion = {
  id: 'whole',
  kind: 'required',
  title: 'Each response, JSON or stream, arrives unaltered and complete.',
  classes: ['whole', 'altered', 'cut', 'left-waiting'],
  judge: (trace) =>
    unanswered(trace) ??
    foundIn(
      trace,
      answered(trace, stepsIn(trace)).map((step) => bodyDifference(trace, step)),
      { same: 'whole', expected: 'each response unaltered and complete' },
    ),
}

const resume: Criterion = {
  id: 'resume',
  kind: 'required',
  title: 'Last-Event-ID reaches the server, so that a client resumes its stream.',
  classes: ['resumes', 'no-id', 'other-id'],
  judge(trace) {
    const step = stepsIn(trace).find(({ name }) => name === 'resume')
    if (step === undefined) return notApplicable('from revision 2026-07-28 on no stream can be resumed')
    const asked = originFacts(trace, step.name, 'request', 1)[0]
    if (asked === undefined) return dependent('mcp/request', 'the request did not reach the server')
    const expected = `Last-Event-ID: ${LAST_EVENT}`
    const arrived = headerValue(asked.headers, 'last-event-id')
    const evidence = [asked.index]
    if (arrived === LAST_EVENT) return pass('resumes', { expected, actual: expected, evidence })
    if (arrived === undefined)
      return fail('no-id', { expected, actual: 'no Last-Event-ID reaches the server', evidence })
    return fail('other-id', { expected, actual: `Last-Event-ID arrives as ${arrived}`, evidence })
  },
}

const cancel: Criterion = {
  id: 'cancel',
  kind: 'required',
  title: 'The cancellation of a call reaches the server while it works on it.',
  classes: ['reaches', 'never'],
  judge(trace) {
    const { cancelled } = wireOf(trace.axes.revision)
    if (reached(trace, [cancelled]).length === 0) return dependent('mcp/request', 'the call did not reach the server')
    return cancelled.by === undefined ? byClosing(trace, cancelled.name) : byNotification(trace, cancelled.by)
  },
}

const CLOSED = 'the stream that the client closes is closed at the server'

function byClosing(trace: JudgedTrace, name: string): Finding {
  const left = leftOf(trace, name, EVERY)
  if (left === undefined) return noisy('the client did not close its stream')
  const { is, delay, writes, evidence } = left
  if (is === 'stalled') return stalled(evidence)
  if (is === 'ended-before') return notApplicable('the stream ended before the client closed it', evidence)
  const parts = { expected: CLOSED, measures: { delay: ms(delay), writes: count(writes, 'events') }, evidence }
  const meanwhile = `, with ${writes} messages written meanwhile`
  if (is === 'detected') return pass('reaches', { ...parts, actual: `detected after ${sayMs(delay)}${meanwhile}` })
  return fail('never', { ...parts, actual: `not detected within ${sayMs(delay)}${meanwhile}` })
}

function byNotification(trace: JudgedTrace, by: ApiStep): Finding {
  const expected = 'notifications/cancelled reaches the server beside the open stream'
  const [act] = acts(trace, 'cancel')
  const asked = originFacts(trace, by.name, 'request', 1)[0]
  if (act === undefined) return noisy('the client did not cancel the call')
  if (asked !== undefined) {
    const delay = asked.t - act.t
    const measures = { delay: ms(delay) }
    return pass('reaches', { expected, actual: `arrives after ${sayMs(delay)}`, measures, evidence: [asked.index] })
  }
  const head = clientFacts(trace, by.name, 'head', 1)[0]
  if (head === undefined && isStalled(trace)) return stalled()
  const actual = head === undefined ? 'it does not arrive' : `the proxy answers it itself, with status ${head.status}`
  return fail('never', { expected, actual, evidence: [act.index] })
}

export const criteria: readonly Criterion[] = [
  request,
  requestFields,
  host,
  answerFields,
  statuses,
  live,
  whole,
  resume,
  cancel,
]
