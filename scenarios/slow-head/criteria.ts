import type { Criterion, Finding, Ms, Trace } from '../../harness/model/index.ts'
import { type ShortestWait, shortestWait, type Wait } from '../../harness/scenario-kit/timeout-lower-bound.ts'
import { whyNoStream } from '../../harness/scenario-kit/why-no-stream.ts'
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
  stallAt,
  stalled,
} from '../../harness/trace/facts.ts'
import { AGAIN, ours, proxys, SHORT, SILENT, WINDOW, WITHIN } from './time.ts'

/** Time (ms) that a busy harness needs to report its backlog after a stall. */
const BACKLOG: Ms = 150
const WAITED = `still waiting after ${WINDOW / 1000} s`

/** Time from the client's request until the proxy closed the upstream connection or responded itself, in real time. */
function givenUpOf(trace: Trace): ShortestWait | undefined {
  if (acts(trace, 'given-up').length === 0) return undefined
  return shortestWait([SILENT, ...AGAIN].map((name) => waitOf(trace, name)).filter((one) => one !== undefined))
}

function waitOf(trace: Trace, name: string): Wait | undefined {
  const [seen] = originFacts(trace, name, 'request')
  // A busy harness reads a request late, but knows when it sent its own. The proxy started to wait between the two.
  const [asked] = clientFacts(trace, name, 'request')
  const head = clientFacts(trace, name, 'head')[0]
  const left = originFacts(trace, name, 'peer-left')[0]
  const end = clientFacts(trace, name, 'end')[0]
  const [first] = [head, left, end].filter((fact) => fact !== undefined).sort((a, b) => a.t - b.t)
  if (seen === undefined || asked === undefined || first === undefined) return undefined
  const lateness = Math.max(0, seen.t - asked.t) + stallAt(trace, first.t, BACKLOG)
  return { after: first.t - asked.t, lateness, evidence: [asked.index, first.index] }
}

const isShort = ({ atMost }: ShortestWait): boolean => atMost <= ours(SHORT)
const WITHIN_SHORT = `the proxy gives up within ${SHORT / 1000} s`

const limit: Criterion = {
  id: 'limit',
  kind: 'informative',
  title: `How long the proxy waits for response headers, in its own time; tested up to ${WINDOW / 1000} s.`,
  classes: ['waits', 'gives-up', 'short'],
  judge(trace) {
    if (originFacts(trace, SILENT, 'request').length === 0) return whyNoStream(trace, SILENT)
    const given = givenUpOf(trace)
    const expected = WAITED
    if (given === undefined) return measured('waits', { expected, actual: WAITED, measures: { atLeast: ms(WINDOW) } })
    if (isShort(given)) return measured('short', { expected, actual: WITHIN_SHORT, evidence: given.evidence })
    if (!given.sound) return stalled()
    const after = proxys(given.after)
    return measured('gives-up', {
      expected,
      actual: `the proxy gives up after ${sayMs(after)}`,
      measures: { limit: ms(after) },
      evidence: given.evidence,
    })
  },
}

const answered: Criterion = {
  id: 'answered',
  kind: 'informative',
  title: 'What the client gets when the proxy gives up, and how often it requested the upstream.',
  classes: ['status', 'no-answer', 'nothing'],
  judge(trace) {
    const given = givenUpOf(trace)
    if (given === undefined) {
      const waits = acts(trace, 'silence').length > 0
      return waits ? dependent('slow-head/limit', 'the proxy keeps waiting') : whyNoStream(trace, SILENT)
    }
    const head = clientFacts(trace, SILENT, 'head')[0]
    const end = clientFacts(trace, SILENT, 'end')[0]
    const asked = originFacts(trace, SILENT, 'request').length
    const times = asked === 1 ? '' : `; upstream requested ${asked} times (retried)`
    const say = (observed: string, what: string, measures = {}): Finding =>
      measured(observed, {
        expected: 'an error status',
        actual: `${what}${times}`,
        measures: { asked: count(asked), ...measures },
        evidence: given.evidence,
      })
    if (head !== undefined) {
      return say('status', `status ${head.status}`, { status: count(head.status) })
    }
    if (end !== undefined && !end.byUs) return say('no-answer', 'the connection is closed without a response')
    return say('nothing', 'nothing: the client keeps waiting')
  },
}

const once: Criterion = {
  id: 'once',
  kind: 'optimal',
  title: 'The proxy does not retry a request when the origin is slow.',
  classes: ['once', 'again'],
  judge(trace) {
    const asked = originFacts(trace, SILENT, 'request')
    if (asked.length === 0) return whyNoStream(trace, SILENT)
    const parts = {
      expected: 'upstream requested once',
      actual: `upstream requested ${asked.length === 1 ? 'once' : `${asked.length} times (retried)`}`,
      measures: { asked: count(asked.length) },
      evidence: asked.map(({ index }) => index),
    }
    return asked.length === 1 ? pass('once', parts) : fail('again', parts)
  },
}

const late: Criterion = {
  id: 'late',
  kind: 'required',
  title: 'A late response within the time limit arrives.',
  classes: ['arrives', 'lost', 'status'],
  judge(trace) {
    const act = acts(trace, 'late')[0]
    const given = givenUpOf(trace)
    if (given !== undefined && isShort(given)) return notApplicable(WITHIN_SHORT, given.evidence)
    if (act === undefined) return whyNoStream(trace, SILENT)
    const after = sayMs(proxys(Number(act.detail.after)))
    const head = clientFacts(trace, WITHIN, 'head')[0]
    const event = clientFacts(trace, WITHIN, 'event')[0]
    const expected = `a response after ${after} arrives`
    if (event !== undefined) return pass('arrives', { expected, actual: expected, evidence: [event.index] })
    const asked = clientFacts(trace, WITHIN, 'request')[0]?.t ?? 0
    const took = (originFacts(trace, WITHIN, 'sent-head')[0]?.t ?? Number.POSITIVE_INFINITY) - asked
    if (given !== undefined && took > given.after * 0.8) return noisy('the harness answered too late')
    if (isStalled(trace)) return stalled()
    if (head !== undefined && head.status !== 200) {
      return fail('status', {
        expected,
        actual: `a late response is replaced by status ${head.status}`,
        evidence: [head.index],
      })
    }
    return fail('lost', { expected, actual: 'a late response does not arrive', evidence: [act.index] })
  },
}

export const criteria: readonly Criterion[] = [limit, answered, once, late]
