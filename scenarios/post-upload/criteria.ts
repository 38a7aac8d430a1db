import type { Criterion, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  bytes,
  clientFacts,
  fail,
  longestStall,
  measured,
  ms,
  noisy,
  notApplicable,
  originFacts,
  pass,
  sayBytes,
  sayMs,
} from '../../harness/trace/facts.ts'
import { GATED, LARGE, LARGE_BODY, PARTS, SLOW, SLOW_EVERY, SLOW_PARTS } from './streams.ts'

/** A stall of the harness from which on what was waited for in vain is doubtful. */
const DOUBT: Ms = 400

interface Taken {
  /** `answered` by the origin with the body whole; by the proxy with a status; or no answer came. */
  readonly is: 'whole' | 'altered' | 'refused' | 'cut' | 'left-waiting'
  readonly actual: string
  readonly evidence: readonly number[]
  /** From the request to the answer. */
  readonly took: Ms
}

/** What became of one of the bodies. */
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
    return { is: 'whole', actual: 'it arrives whole', evidence, took }
  // The origin has answered because nothing more came.
  if (answered && whole === undefined)
    return { is: 'left-waiting', actual: 'the rest of the body does not come', evidence, took }
  if (answered) return { is: 'altered', actual: 'another body arrives', evidence, took }
  if (end !== undefined && !end.byUs) return { is: 'cut', actual: 'the connection is closed', evidence, took }
  return { is: 'left-waiting', actual: 'the client is left waiting', evidence, took }
}

const live: Criterion = {
  id: 'live',
  kind: 'informative',
  title: 'Whether each part of a request body is at the application before the next one is sent.',
  classes: ['live', 'held-until-bytes', 'request-buffered'],
  judge(trace) {
    const parts = acts(trace, 'part')
    const sent = clientFacts(trace, GATED, 'sent-body', 1)
    const came = originFacts(trace, GATED, 'request-body', 1)
    if (came.length === 0) return notApplicable('the body never reached the application: see whole')
    const late = parts.find(({ detail }) => detail.there !== true)
    const [refusal] = clientFacts(trace, GATED, 'head', 1)
    if (late !== undefined && refusal !== undefined && refusal.t <= late.t)
      return notApplicable('the proxy answers before the body is there: see whole', [refusal.index])
    const delays = sent.map(({ t, written }) => (came.find(({ read }) => read >= written)?.t ?? t) - t)
    const expected = 'a fact'
    if (late === undefined && parts.length === PARTS) {
      const slowest = Math.max(...delays)
      const measures = { delay: ms(slowest) }
      return measured('live', { expected, actual: `part by part, ${sayMs(slowest)} at most`, measures })
    }
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still')
    const first = came[0]
    const grown = acts(trace, 'grown')[0]
    const evidence = [sent[0], first].flatMap((fact) => (fact === undefined ? [] : [fact.index]))
    if (first === undefined || grown === undefined || first.t > grown.t)
      return measured('request-buffered', { expected, actual: 'held until the request is complete', evidence })
    const held = sent.filter(({ t }) => t <= first.t).at(-1)?.written ?? 0
    const measures = { held: bytes(held) }
    return measured('held-until-bytes', {
      expected,
      actual: `held until ${sayBytes(held)} are there`,
      measures,
      evidence,
    })
  },
}

const whole: Criterion = {
  id: 'whole',
  kind: 'required',
  title: 'A body of unknown length arrives whole.',
  classes: ['whole', 'altered', 'refused', 'cut', 'left-waiting'],
  judge(trace) {
    const { is, actual, evidence } = takenOf(trace, GATED)
    const parts = { expected: 'it arrives whole', actual, evidence }
    if (is === 'whole') return pass(is, parts)
    if (is === 'left-waiting' && longestStall(trace) > DOUBT) return noisy('the harness itself stood still')
    return fail(is, parts)
  },
}

const slow: Criterion = {
  id: 'slow',
  kind: 'optimal',
  title: 'A body that comes slowly is taken.',
  classes: ['whole', 'altered', 'refused', 'cut', 'left-waiting'],
  judge(trace) {
    const { is, actual, evidence, took } = takenOf(trace, SLOW)
    const expected = `a body of ${sayMs(SLOW_PARTS * SLOW_EVERY)} arrives whole`
    const parts = { expected, actual, evidence, measures: { took: ms(took) } }
    if (is === 'whole') return pass(is, parts)
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still')
    return fail(is, parts)
  },
}

const large: Criterion = {
  id: 'large',
  kind: 'informative',
  title: 'Whether a body of 1.5 MB is taken, as a chat with an image has.',
  classes: ['whole', 'altered', 'refused', 'cut', 'left-waiting'],
  judge(trace) {
    const { is, actual, evidence } = takenOf(trace, LARGE)
    if (is === 'left-waiting' && longestStall(trace) > DOUBT) return noisy('the harness itself stood still')
    const measures = { size: bytes(LARGE_BODY) }
    return measured(is, { expected: 'a fact', actual: `${sayBytes(LARGE_BODY)}: ${actual}`, evidence, measures })
  },
}

export const criteria: readonly Criterion[] = [live, whole, slow, large]
