import type { Criterion, Finding, Measure, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  count,
  dependent,
  eventsAsSent,
  fail,
  isStalled,
  measured,
  ms,
  originFacts,
  pass,
  quantile,
  sayMs,
  stalled,
} from '../../harness/trace/facts.ts'

const STREAM = 'stream'

interface Beat {
  readonly sentAt: Ms
  readonly arrivedAt: Ms
  readonly nextAt: Ms
  readonly index: number
}

/** The events that arrived before the origin ended the stream. */
function beatsOf(trace: Trace): Beat[] {
  const end = acts(trace, 'end')[0]?.t ?? 0
  const arrivals = clientFacts(trace, STREAM, 'event')
  const sent = originFacts(trace, STREAM, 'sent')
  return sent.flatMap((one, n) => {
    const arrival = arrivals.find(({ id }) => id === one.id)
    if (arrival === undefined || arrival.t >= end) return []
    return [{ sentAt: one.t, arrivedAt: arrival.t, nextAt: sent[n + 1]?.t ?? end, index: arrival.index }]
  })
}

/** Why there is no series to judge; undefined if there is one. */
function noSeries(trace: Trace): Finding | undefined {
  const head = clientFacts(trace, STREAM, 'head', 1)[0]
  if (head === undefined || head.status !== 200) return dependent('delivery/live', 'no stream')
  if (beatsOf(trace).length === 0)
    return dependent('delivery/live', 'nothing arrives before the origin ends the stream')
  return undefined
}

const steady: Criterion = {
  id: 'steady',
  kind: 'optimal',
  title: 'At 20 events a second, most events arrive before the next one is sent.',
  classes: ['steady', 'late'],
  judge(trace) {
    const because = noSeries(trace)
    if (because !== undefined) return because
    const beats = beatsOf(trace)
    const sent = originFacts(trace, STREAM, 'sent').length
    const inTime = beats.filter(({ arrivedAt, nextAt }) => arrivedAt < nextAt)
    // Events that were forwarded together are read at the same time.
    const groups = new Set(clientFacts(trace, STREAM, 'body').map(({ t }) => Math.round(t))).size
    const parts = {
      expected: 'more than half arrive before the next one is sent',
      measures: { inTime: count(inTime.length, 'events'), groups: count(groups) },
      evidence: beats.slice(0, 3).map(({ index }) => index),
    }
    if (inTime.length * 2 > sent) {
      return pass('steady', { ...parts, actual: `${inTime.length} of ${sent} arrive before the next one is sent` })
    }
    if (isStalled(trace)) return stalled()
    const actual = `of ${sent} steady events, ${inTime.length} ${inTime.length === 1 ? 'arrives' : 'arrive'} before the next is sent; they arrive in ${groups} groups`
    return fail('late', { ...parts, actual })
  },
}

const whole: Criterion = {
  id: 'whole',
  kind: 'required',
  title: 'Every event of a steady series arrives once and in order by the end of the stream.',
  classes: ['whole', 'lost', 'altered'],
  judge(trace) {
    const head = clientFacts(trace, STREAM, 'head', 1)[0]
    if (head === undefined || head.status !== 200) return dependent('delivery/live', 'no stream')
    const { is, actual, evidence } = eventsAsSent(trace, STREAM)
    const parts = { expected: 'every event, once, in order', actual, evidence }
    return is === 'whole' ? pass('whole', parts) : fail(is, parts)
  },
}

const latenciesOf = (trace: Trace): Ms[] => beatsOf(trace).map(({ sentAt, arrivedAt }) => arrivedAt - sentAt)
const ratio = (value: number): Measure => ({ value: Math.round(value * 100) / 100, unit: 'ratio' })

const latency: Criterion = {
  id: 'latency',
  kind: 'informative',
  title: 'Latency from the origin to the client at 20 events a second, compared with the control.',
  classes: ['measured'],
  judge(trace, control) {
    const because = noSeries(trace)
    if (because !== undefined) return because
    const mine = latenciesOf(trace)
    const plain = control === undefined ? mine : latenciesOf(control)
    const [p50, p99, plain50, plain99] = [
      quantile(mine, 0.5),
      quantile(mine, 0.99),
      quantile(plain, 0.5),
      quantile(plain, 0.99),
    ]
    return measured('measured', {
      expected: `control: p50 ${sayMs(plain50)}, p99 ${sayMs(plain99)}`,
      actual: `p50 ${sayMs(p50)}, p99 ${sayMs(p99)}`,
      measures: {
        p50: ms(p50),
        p99: ms(p99),
        p50OfControl: ratio(p50 / plain50),
        p99OfControl: ratio(p99 / plain99),
        events: count(mine.length, 'events'),
      },
    })
  },
}

export const criteria: readonly Criterion[] = [steady, whole, latency]
