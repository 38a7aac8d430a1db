import type { Criterion, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  dependent,
  fail,
  isStalled,
  measured,
  ms,
  noisy,
  originFacts,
  pass,
  quantile,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { MESSAGES, SOCKET } from './messages.ts'

const upgradedAt = (trace: Trace) => clientFacts(trace, SOCKET, 'head', 1).find(({ status }) => status === 101)

const upgrade: Criterion = {
  id: 'upgrade',
  kind: 'informative',
  title: 'Whether an upgrade reaches the application and is accepted.',
  classes: ['works', 'downgraded', 'refused', 'no-answer'],
  judge(trace) {
    const head = clientFacts(trace, SOCKET, 'head', 1)[0]
    const request = originFacts(trace, SOCKET, 'request', 1)[0]
    const evidence = [request, head].flatMap((fact) => (fact === undefined ? [] : [fact.index]))
    const parts = { expected: 'no expectation (informative)', evidence }
    if (head === undefined) {
      if (isStalled(trace)) return stalled()
      return measured('no-answer', { ...parts, actual: 'no response' })
    }
    if (head.status === 101) return measured('works', { ...parts, actual: '101 Switching Protocols' })
    if (request === undefined) {
      return measured('refused', { ...parts, actual: `the proxy answers itself, with status ${head.status}` })
    }
    const actual = `the request reaches the application without Upgrade, over HTTP/${request.version}; the client gets ${head.status}`
    return measured('downgraded', { ...parts, actual })
  },
}

const echo: Criterion = {
  id: 'echo',
  kind: 'required',
  title: 'After the upgrade, each message reaches the application, and its echo the client, before the next is sent.',
  classes: ['live', 'held'],
  judge(trace) {
    const head = upgradedAt(trace)
    if (head === undefined) return dependent('websocket/upgrade', 'the connection was not upgraded')
    const sentAll = originFacts(trace, SOCKET, 'message', 1)
    const echoes = clientFacts(trace, SOCKET, 'message', 1)
    const closing = acts(trace, 'close')[0]?.t ?? Number.POSITIVE_INFINITY
    const inTime = echoes.filter(({ t }) => t < closing)
    const expected = `${MESSAGES.length} echoes, each before the next message`
    const evidence = [...sentAll, ...inTime].map(({ index }) => index)
    if (inTime.length === MESSAGES.length) {
      const delays = inTime.map(({ t }, n) => t - (sentAll[n]?.t ?? Number.NaN))
      const back = quantile(delays, 0.5)
      const actual = `${MESSAGES.length} echoes, each ${sayMs(back)} after the application had the message`
      return pass('live', { expected, actual, measures: { back: ms(back) }, evidence })
    }
    if (isStalled(trace)) return stalled()
    const side = sentAll.length > inTime.length ? 'its echo does not arrive' : 'it does not reach the application'
    return fail('held', { expected, actual: `WebSocket message ${inTime.length + 1}: ${side}`, evidence })
  },
}

/** Nobody closed such a connection. */
const LATE = 'the request reached the application after the scenario had stopped waiting for it'

const closed: Criterion = {
  id: 'closed',
  kind: 'required',
  title: 'The client sees the end when the application closes or rejects the connection.',
  classes: ['told', 'left-waiting'],
  judge(trace) {
    const closing = acts(trace, 'close')[0]
    const end = clientFacts(trace, SOCKET, 'end', 1)[0]
    const expected = 'the end of the connection'
    if (closing === undefined || end === undefined || end.byUs) {
      if (isStalled(trace)) return stalled()
      const late = originFacts(trace, SOCKET, 'request', 1)[0]
      if (closing !== undefined && late !== undefined && late.t > closing.t) return noisy(LATE, [late.index])
      return fail('left-waiting', {
        expected,
        actual: 'the client’s connection stays open',
        evidence: end === undefined ? [] : [end.index],
      })
    }
    const after = Math.max(0, end.t - closing.t)
    return pass('told', { expected, actual: expected, measures: { after: ms(after) }, evidence: [end.index] })
  },
}

export const criteria: readonly Criterion[] = [upgrade, echo, closed]
