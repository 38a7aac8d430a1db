import type { Criterion, Finding, HeaderField, JudgedTrace, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  dependent,
  eventsAsSent,
  fail,
  gated,
  headerValue,
  isStalled,
  measured,
  ms,
  notApplicable,
  originFacts,
  pass,
  stalled,
} from '../../harness/trace/facts.ts'
import { FIELD, HINTED, HINTED_UPLOAD, PLAIN, PLAIN_UPLOAD, YES } from './streams.ts'

const intact: Criterion = {
  id: 'intact',
  kind: 'required',
  title: 'With and without the field, every event arrives once and unaltered by the end of the stream.',
  classes: ['whole', 'lost', 'altered'],
  judge(trace) {
    const expected = 'every event of both streams, once and in order'
    for (const name of [PLAIN, HINTED]) {
      const { is, evidence } = gated(trace, name)
      if (is === 'no-stream') return dependent('delivery/live', 'the client received no stream', evidence)
      const found = eventsAsSent(trace, name)
      if (found.is === 'whole') continue
      if (found.is === 'lost' && isStalled(trace)) return stalled()
      return fail(found.is, { expected, actual: found.actual, evidence: found.evidence })
    }
    return pass('whole', { expected, actual: expected })
  },
}

/** RFC 9110 §5.1: a proxy forwards fields that it does not know. */
function judgeField(headers: readonly HeaderField[], to: string, index: number): Finding {
  const value = headerValue(headers, FIELD)
  const parts = { expected: `${FIELD}: ${YES}`, evidence: [index] }
  if (value === undefined) return fail('stripped', { ...parts, actual: `the field does not reach ${to}` })
  const actual = `${to} receives ${FIELD}: ${value}`
  return value === YES ? pass('passed-on', { ...parts, actual }) : fail('changed', { ...parts, actual })
}

const answerField: Criterion = {
  id: 'answer-field',
  kind: 'optimal',
  title: 'The field in a response is forwarded to the client or the next proxy.',
  classes: ['passed-on', 'stripped', 'changed'],
  judge(trace) {
    const head = clientFacts(trace, HINTED, 'head', 1)[0]
    if (head === undefined || head.status !== 200) return dependent('delivery/live', 'the client received no stream')
    return judgeField(head.headers, 'the client', head.index)
  },
}

const requestField: Criterion = {
  id: 'request-field',
  kind: 'optimal',
  title: 'The field in a request is forwarded to the application or the next proxy.',
  classes: ['passed-on', 'stripped', 'changed'],
  judge(trace) {
    const request = originFacts(trace, HINTED_UPLOAD, 'request', 1)[0]
    if (request === undefined) return dependent('delivery/live', 'the request never reached the application')
    return judgeField(request.headers, 'the application', request.index)
  },
}

type Flow = 'live' | 'held'

/** The effect of the field on one message whose flow is `live` or `held`, without and with the field. */
function judgeEffect(trace: JudgedTrace, what: string, [plain, hinted]: readonly [Flow, Flow], parts: Parts): Finding {
  if ((plain === 'held' || hinted === 'held') && isStalled(trace)) {
    return stalled(parts.evidence)
  }
  const told = { expected: 'no expectation (informative)', ...parts }
  if (hinted === 'held') return measured('ignored', { ...told, actual: `${what} buffered despite the field` })
  return plain === 'live'
    ? measured('live-anyway', { ...told, actual: 'streamed with and without the field' })
    : measured('honoured', { ...told, actual: 'buffered without the field, streamed with it' })
}
type Parts = Pick<Finding, 'evidence' | 'measures'>

const answer: Criterion = {
  id: 'answer',
  kind: 'informative',
  title: 'Whether the field in a response turns off buffering of its events.',
  classes: ['live-anyway', 'honoured', 'ignored'],
  judge(trace) {
    const [plain, hinted] = [gated(trace, PLAIN), gated(trace, HINTED)]
    if (plain.is === 'no-stream' || hinted.is === 'no-stream')
      return dependent('delivery/live', 'the client received no stream')
    const delay = hinted.is === 'live' ? { with: ms(Math.max(...hinted.delays)) } : {}
    const parts = { evidence: [...plain.evidence, ...hinted.evidence], measures: delay }
    return judgeEffect(trace, 'events are', [plain.is, hinted.is], parts)
  },
}

/** Whether the first part of a body reached the origin before the second was sent. */
function uploadFlow(trace: Trace, name: string): { is: Flow; delay: number; evidence: number[] } | undefined {
  const rest = acts(trace, 'rest').find((act) => act.detail.client === name)
  const sent = clientFacts(trace, name, 'sent-body', 1)[0]
  const came = originFacts(trace, name, 'request-body', 1)[0]
  if (rest === undefined || sent === undefined || came === undefined) return undefined
  return { is: came.t < rest.t ? 'live' : 'held', delay: came.t - sent.t, evidence: [sent.index, came.index] }
}

const request: Criterion = {
  id: 'request',
  kind: 'informative',
  title: 'Whether the field in a request turns off buffering of its body.',
  classes: ['live-anyway', 'honoured', 'ignored'],
  judge(trace) {
    const [plain, hinted] = [uploadFlow(trace, PLAIN_UPLOAD), uploadFlow(trace, HINTED_UPLOAD)]
    if (plain === undefined || hinted === undefined) return notApplicable('the body never reached the application')
    const delay = hinted.is === 'live' ? { with: ms(hinted.delay) } : {}
    const parts = { evidence: [...plain.evidence, ...hinted.evidence], measures: delay }
    return judgeEffect(trace, 'the body is', [plain.is, hinted.is], parts)
  },
}

export const criteria: readonly Criterion[] = [intact, answerField, requestField, answer, request]
