import type { Criterion, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  bytes,
  clientFacts,
  dependent,
  fail,
  isStalled,
  measured,
  ms,
  originFacts,
  pass,
  sayBytes,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'
import { GATED, LARGE, LARGE_BODY, PARTS, SLOW, SLOW_EVERY, SLOW_PARTS } from './streams.ts'

interface Taken {
  /** The origin responded after the whole body, the proxy responded with a status, or there was no response. */
  readonly is: 'whole' | 'altered' | 'refused' | 'cut' | 'left-waiting'
  readonly actual: string
  readonly evidence: readonly number[]
  /** From the request to the response. */
  readonly took: Ms
}

/** The result for one of the bodies. */
function takenOf(trace: Trace, name: string): Taken {
  const request = clientFacts(trace, name, 'request', 1)[0]
  const head = clientFacts(trace, name, 'head', 1)[0]
  const end = clientFacts(trace, name, 'end', 1)[0]
  const whole = originFacts(trace, name, 'request-end', 1)[0]
  const evidence = [head, whole, end].flatMap((fact) => (fact === undefined ? [] : [fact.index]))
  const took = (head?.t ?? end?.t ?? 0) - (request?.t ?? 0)
  const body = acts(trace, 'body').find(({ detail }) => detail.client === name)
  const answered = end !== undefined && end.message === 'complete' && head !== undefined
  if (answered && head.status !== 200)
    return { is: 'refused', actual: `status ${head.status} after ${sayMs(took)}`, evidence, took }
  if (answered && whole?.digest === body?.detail.digest)
    return { is: 'whole', actual: 'the body arrives complete', evidence, took }
  // The origin responded because no more data arrived.
  if (answered && whole === undefined)
    return { is: 'left-waiting', actual: 'the rest of the body does not arrive', evidence, took }
  if (answered) return { is: 'altered', actual: 'the body is altered', evidence, took }
  if (end !== undefined && !end.byUs) return { is: 'cut', actual: 'the connection is closed', evidence, took }
  return { is: 'left-waiting', actual: 'the client gets no response', evidence, took }
}

const live: Criterion = {
  id: 'live',
  kind: 'informative',
  title: 'Whether each part of a request body reaches the application before the next one is sent.',
  classes: ['live', 'held-until-bytes', 'request-buffered'],
  judge(trace) {
    const parts = acts(trace, 'part')
    const sent = clientFacts(trace, GATED, 'sent-body', 1)
    const came = originFacts(trace, GATED, 'request-body', 1)
    if (came.length === 0) return dependent('post-upload/whole', 'the body never reached the application')
    const late = parts.find(({ detail }) => detail.there !== true)
    const [refusal] = clientFacts(trace, GATED, 'head', 1)
    if (late !== undefined && refusal !== undefined && refusal.t <= late.t)
      return dependent('post-upload/whole', 'the proxy answers before the body has arrived', [refusal.index])
    const delays = sent.map(({ t, written }) => (came.find(({ read }) => read >= written)?.t ?? t) - t)
    const expected = 'no expectation (informative)'
    if (late === undefined && parts.length === PARTS) {
      const slowest = Math.max(...delays)
      const measures = { delay: ms(slowest) }
      return measured('live', {
        expected,
        actual: `streamed part by part, with a delay of at most ${sayMs(slowest)}`,
        measures,
      })
    }
    if (isStalled(trace)) return stalled()
    const first = came[0]
    const grown = acts(trace, 'grown')[0]
    const evidence = [sent[0], first].flatMap((fact) => (fact === undefined ? [] : [fact.index]))
    if (first === undefined || grown === undefined || first.t > grown.t)
      return measured('request-buffered', { expected, actual: 'buffered until the request is complete', evidence })
    const held = sent.filter(({ t }) => t <= first.t).at(-1)?.written ?? 0
    const measures = { held: bytes(held) }
    return measured('held-until-bytes', {
      expected,
      actual: `buffered until ${sayBytes(held)} have been sent`,
      measures,
      evidence,
    })
  },
}

const whole: Criterion = {
  id: 'whole',
  kind: 'required',
  title: 'A request body of unknown length arrives complete.',
  classes: ['whole', 'altered', 'refused', 'cut', 'left-waiting'],
  judge(trace) {
    const { is, actual, evidence } = takenOf(trace, GATED)
    const parts = {
      expected: 'the body arrives complete',
      actual: is === 'whole' ? actual : `request body: ${actual}`,
      evidence,
    }
    if (is === 'whole') return pass(is, parts)
    if (is === 'left-waiting' && isStalled(trace)) return stalled()
    return fail(is, parts)
  },
}

const slow: Criterion = {
  id: 'slow',
  kind: 'optimal',
  title: 'A slow request body is accepted.',
  classes: ['whole', 'altered', 'refused', 'cut', 'left-waiting'],
  judge(trace) {
    const { is, actual, evidence, took } = takenOf(trace, SLOW)
    const expected = `a body sent over ${sayMs(SLOW_PARTS * SLOW_EVERY)} arrives complete`
    const parts = {
      expected,
      actual: is === 'whole' ? actual : `slow request body: ${actual}`,
      evidence,
      measures: { took: ms(took) },
    }
    if (is === 'whole') return pass(is, parts)
    if (isStalled(trace)) return stalled()
    return fail(is, parts)
  },
}

const large: Criterion = {
  id: 'large',
  kind: 'informative',
  title: 'Whether a body of 1.5 MB is accepted, as in a chat with an image.',
  classes: ['whole', 'altered', 'refused', 'cut', 'left-waiting'],
  judge(trace) {
    const { is, actual, evidence } = takenOf(trace, LARGE)
    if (is === 'left-waiting' && isStalled(trace)) return stalled()
    const measures = { size: bytes(LARGE_BODY) }
    return measured(is, {
      expected: 'no expectation (informative)',
      actual: `${sayBytes(LARGE_BODY)}: ${actual}`,
      evidence,
      measures,
    })
  },
}

export const criteria: readonly Criterion[] = [live, whole, slow, large]
