import type { Criterion, Finding, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  bytes,
  clientFacts,
  count,
  dependent,
  eventsAsSent,
  fail,
  isStalled,
  measured,
  ms,
  notApplicable,
  originFacts,
  pass,
  receivedBy,
  sayBytes,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'

const STREAM = 'stream'

function noStream(trace: Trace): Finding | undefined {
  const head = clientFacts(trace, STREAM, 'head', 1)[0]
  const sent = originFacts(trace, STREAM, 'sent')
  return head === undefined || head.status !== 200 || sent.length === 0
    ? dependent('delivery/live', 'no stream')
    : undefined
}

const whole: Criterion = {
  id: 'whole',
  kind: 'required',
  title: 'Every event of a burst arrives once and in order by the end of the stream.',
  classes: ['whole', 'lost', 'altered'],
  judge(trace) {
    const because = noStream(trace)
    if (because !== undefined) return because
    const { is, actual, evidence } = eventsAsSent(trace, STREAM)
    const parts = { expected: 'every event, once, in order', actual, evidence }
    if (is === 'whole') return pass('whole', parts)
    return clientFacts(trace, STREAM, 'end', 1)[0]?.byUs === true && is === 'lost'
      ? notApplicable('the burst was still in transit when the scenario ended', evidence)
      : fail(is, parts)
  },
}

const tail: Criterion = {
  id: 'tail',
  kind: 'informative',
  title: 'Whether the whole burst is delivered without further data being sent.',
  classes: ['drained', 'tail-held', 'held'],
  judge(trace) {
    const because = noStream(trace)
    if (because !== undefined) return because
    const end = acts(trace, 'end')[0]?.t ?? 0
    const sent = originFacts(trace, STREAM, 'sent')
    const arrived = clientFacts(trace, STREAM, 'event').filter(({ t }) => t < end)
    const parts = { expected: 'drained', evidence: arrived.slice(-1).map(({ index }) => index) }
    if (arrived.length === sent.length) return measured('drained', { ...parts, actual: 'the whole burst is delivered' })
    if (isStalled(trace)) return stalled()
    const left = (sent.at(-1)?.written ?? 0) - receivedBy(trace, STREAM, end)
    const measures = { held: bytes(left), heldEvents: count(sent.length - arrived.length, 'events') }
    if (arrived.length === 0)
      return measured('held', { ...parts, actual: 'nothing is delivered before the origin ends the stream', measures })
    const behind = sent.length - arrived.length
    const actual = `the last ${behind === 1 ? 'event stays' : `${behind} events (${sayBytes(left)}) stay`} buffered`
    return measured('tail-held', { ...parts, actual, measures })
  },
}

interface Drain {
  /** From sending the first event to the arrival of the last one before the end. */
  readonly took: Ms
  readonly events: number
  /** Number of reads. */
  readonly reads: number
}

/** Undefined if nothing arrived before the end. */
function drainOf(trace: Trace): Drain | undefined {
  const end = acts(trace, 'end')[0]?.t ?? 0
  const [first] = originFacts(trace, STREAM, 'sent')
  const arrived = clientFacts(trace, STREAM, 'event').filter(({ t }) => t < end)
  const last = arrived.at(-1)
  if (first === undefined || last === undefined) return undefined
  const reads = clientFacts(trace, STREAM, 'body').filter(({ t }) => t <= last.t).length
  return { took: last.t - first.t, events: arrived.length, reads }
}

const drain: Criterion = {
  id: 'drain',
  kind: 'informative',
  title:
    'Time until the last event of a burst that is delivered without further data, and the number of reads, compared with the control.',
  classes: ['measured'],
  judge(trace, control) {
    const because = noStream(trace)
    if (because !== undefined) return because
    const mine = drainOf(trace)
    if (mine === undefined) return dependent('burst/tail', 'the burst is buffered')
    const plain = (control === undefined ? undefined : drainOf(control)) ?? mine
    return measured('measured', {
      expected: `control: ${sayMs(plain.took)}, ${plain.reads} reads`,
      actual: `${mine.events} events after ${sayMs(mine.took)}, in ${mine.reads} reads`,
      measures: {
        toLast: ms(mine.took),
        toLastOfControl: { value: Math.round((mine.took / plain.took) * 100) / 100, unit: 'ratio' },
        reads: count(mine.reads),
        eventsPerRead: { value: Math.round((mine.events / mine.reads) * 10) / 10, unit: 'ratio' },
      },
    })
  },
}

export const criteria: readonly Criterion[] = [whole, tail, drain]
