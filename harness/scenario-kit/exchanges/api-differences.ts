/** Compares API requests and responses in a trace with what was sent. Pure. */
import type { HeaderField, JudgedTrace, Ms, Trace } from '../../model/index.ts'
import { MARK } from '../../redact/secret-shapes.ts'
import {
  type At,
  acts,
  clientFacts,
  headerValue,
  isStalled,
  longestStall,
  type OriginFactOf,
  originFacts,
  receivedBy,
} from '../../trace/facts.ts'
import { type ApiStep, digestOf, isStream } from './api-step.ts'

/** One difference from what was sent. */
export interface Difference {
  /** A class of the criterion. */
  readonly is: string
  readonly what: string
  readonly evidence: readonly number[]
  /** It was inferred from something that did not arrive in time, so a stall of the harness may be the cause. */
  readonly inVain?: boolean
}

const requestOf = (trace: Trace, { name }: ApiStep) => originFacts(trace, name, 'request', 1)[0]
const headOf = (trace: Trace, { name }: ApiStep) => clientFacts(trace, name, 'head', 1)[0]

/** The steps whose request reached the origin. */
export const reached = (trace: Trace, steps: readonly ApiStep[]): readonly ApiStep[] =>
  steps.filter((step) => requestOf(trace, step) !== undefined)

/** The steps whose status arrived as it was sent. */
export const answered = (trace: Trace, steps: readonly ApiStep[]): readonly ApiStep[] =>
  reached(trace, steps).filter((step) => headOf(trace, step)?.status === step.status)

/** Classes: `refused`, `never`, `method`, `body`. */
export function requestDifference(trace: Trace, step: ApiStep): Difference | undefined {
  const request = requestOf(trace, step)
  const head = headOf(trace, step)
  if (request === undefined) {
    if (head === undefined) return { is: 'never', what: `${step.title} does not arrive`, evidence: [], inVain: true }
    const what = `the proxy answers ${step.title} itself, with status ${head.status}`
    return { is: 'refused', what, evidence: [head.index] }
  }
  if (request.method !== step.method)
    return { is: 'method', what: `${step.title} arrives as ${request.method}`, evidence: [request.index] }
  const whole = originFacts(trace, step.name, 'request-end', 1)[0]
  if (step.body === '' || whole?.digest === digestOf(step.body)) return undefined
  const what = `the body of ${step.title} ${whole === undefined ? 'arrives incomplete' : 'is altered'}`
  return { is: 'body', what, evidence: [(whole ?? request).index], inVain: whole === undefined }
}

/** Request fields that arrive changed or not at all: `dropped`, `changed`. */
export function requestFieldDifferences(
  trace: Trace,
  step: ApiStep,
  isCompared: (name: string) => boolean,
): readonly Difference[] {
  const request = requestOf(trace, step)
  if (request === undefined) return []
  const fields = Object.entries(step.fields).filter(([name]) => isCompared(name))
  return compareFields(fields, request.headers, step.title, request.index)
}

/** Response fields that arrive changed or not at all: `dropped`, `changed`. */
export function answerFieldDifferences(trace: Trace, step: ApiStep, names: readonly string[]): readonly Difference[] {
  const head = headOf(trace, step)
  if (head === undefined) return []
  const fields = step.answerFields.filter(([name]) => names.includes(name))
  return compareFields(fields, head.headers, step.title, head.index)
}

function compareFields(
  sent: readonly (readonly [string, string])[],
  arrived: readonly HeaderField[],
  title: string,
  index: number,
): Difference[] {
  return sent.flatMap(([name, value]): Difference[] => {
    const other = headerValue(arrived, name)
    // A trace contains no secret: of such a field it shows only whether it arrived.
    if (other === value || other === MARK) return []
    if (other === undefined) return [{ is: 'dropped', what: `${title} without ${name}`, evidence: [index] }]
    return [{ is: 'changed', what: `${title} with ${name}: ${other}`, evidence: [index] }]
  })
}

/** Classes: `changed`, `no-answer`. */
export function statusDifference(trace: Trace, step: ApiStep): Difference | undefined {
  const head = headOf(trace, step)
  if (head === undefined) return { is: 'no-answer', what: `${step.title} gets no response`, evidence: [], inVain: true }
  if (head.status === step.status) return undefined
  return { is: 'changed', what: `${step.status} arrives as ${head.status}`, evidence: [head.index] }
}

/** Classes: `altered`, `cut`, `left-waiting`. */
export function bodyDifference(trace: Trace, step: ApiStep): Difference | undefined {
  const end = clientFacts(trace, step.name, 'end', 1)[0]
  if (end === undefined || end.byUs)
    return { is: 'left-waiting', what: `the response to ${step.title} does not end`, evidence: [], inVain: true }
  const evidence = [end.index]
  if (end.message !== 'complete') return { is: 'cut', what: `the response to ${step.title} is truncated`, evidence }
  if (end.digest === digestOf(step.blocks.join(''))) return undefined
  return { is: 'altered', what: `the response to ${step.title} is altered`, evidence }
}

export interface Blocks {
  readonly sent: number
  readonly held: number
  /** From sending to arrival, for each block; in order. */
  readonly delays: readonly Ms[]
  /** The first late block, and the client's next `body` fact. */
  readonly evidence: readonly number[]
}

/** Finds blocks of a stream that had not arrived when the next one was sent, or the stream ended. */
function blocksOf(trace: Trace, { name }: Pick<ApiStep, 'name'>): Blocks {
  const sent = originFacts(trace, name, 'sent', 1)
  const until =
    originFacts(trace, name, 'closed', 1)[0] ?? acts(trace, 'leave').find(({ detail }) => detail.client === name)
  const bodies = clientFacts(trace, name, 'body', 1)
  const isLate = ({ written }: At<OriginFactOf<'sent'>>, n: number): boolean =>
    receivedBy(trace, name, (sent[n + 1] ?? until)?.t ?? Number.POSITIVE_INFINITY) < written
  const late = sent.filter(isLate)
  const delays = sent.flatMap(({ t, written }) => {
    const arrival = bodies.find((body) => receivedBy(trace, name, body.t) >= written)
    return arrival === undefined ? [] : [arrival.t - t]
  })
  const [first] = late
  const then = first && bodies.find(({ t }) => t >= first.t)
  const evidence = [first, then].flatMap((fact) => (fact === undefined ? [] : [fact.index]))
  return { sent: sent.length, held: late.length, delays, evidence }
}

/** All blocks of the streams among these steps. */
export function blocksOfAll(trace: Trace, steps: readonly ApiStep[]): Blocks {
  const each = answered(trace, steps)
    .filter(isStream)
    .map((step) => blocksOf(trace, step))
  return {
    sent: each.reduce((sum, { sent }) => sum + sent, 0),
    held: each.reduce((sum, { held }) => sum + held, 0),
    delays: each.flatMap(({ delays }) => delays),
    evidence: each.flatMap(({ evidence }) => evidence),
  }
}

export interface Left {
  readonly is: 'detected' | 'not-detected' | 'ended-before' | 'stalled'
  readonly delay: Ms
  /** Blocks that the origin wrote after the client had closed its connection. */
  readonly writes: number
  readonly evidence: readonly number[]
}

/** When the origin detected that a client closed its connection; undefined where it did not. */
export function leftOf(trace: JudgedTrace, name: string, every: Ms): Left | undefined {
  const mine = (act: string) => acts(trace, act).find(({ detail }) => detail.client === name)
  const [leaving, waited] = [mine('leave'), mine('left')]
  const end = clientFacts(trace, name, 'end', 1)[0]
  if (leaving === undefined || waited === undefined || end === undefined) return undefined
  const left = originFacts(trace, name, 'peer-left', 1)[0]
  const until = left?.t ?? waited.t
  const delay = until - leaving.t
  const writes = originFacts(trace, name, 'sent', 1).filter(({ t }) => t > leaving.t && t < until).length
  const seen = { delay, writes, evidence: [end.index, (left ?? waited).index] }
  if (!end.byUs) return { is: 'ended-before', ...seen }
  if (left === undefined) return { is: isStalled(trace) ? 'stalled' : 'not-detected', ...seen }
  // Late writes of the harness delay the detection.
  const isLate = delay > (writes + 1) * every && longestStall(trace, leaving.t, until) > every
  return { is: isLate ? 'stalled' : 'detected', ...seen }
}
