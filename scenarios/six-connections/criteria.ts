import type { Criterion, Trace } from '../../harness/model/index.ts'
import {
  acts,
  clientFacts,
  count,
  dependent,
  fail,
  isStalled,
  measured,
  noisy,
  originFacts,
  pass,
  stalled,
} from '../../harness/trace/facts.ts'

const STREAMS = 7

const reached = (trace: Trace): number => Number(acts(trace, 'opened')[0]?.detail.reached ?? 0)

const seventh: Criterion = {
  id: 'seventh',
  kind: 'informative',
  title: 'Whether the seventh stream of a page reaches the application.',
  classes: ['served', 'waits', 'fewer'],
  judge(trace) {
    const streams = reached(trace)
    const evidence = acts(trace, 'opened').map(({ index }) => index)
    if (streams === 0) return dependent('delivery/live', 'no stream reached the origin', evidence)
    const parts = { expected: 'all seven', measures: { streams: count(streams) }, evidence }
    if (streams === STREAMS) return measured('served', { ...parts, actual: 'all seven' })
    if (isStalled(trace)) return stalled(evidence)
    if (streams < STREAMS - 1) return measured('fewer', { ...parts, actual: `${streams} of seven` })
    return measured('waits', { ...parts, actual: 'the seventh stream waits in the state connecting' })
  },
}

const goesOn: Criterion = {
  id: 'goes-on',
  kind: 'required',
  title: 'Seven streams are served, or the seventh is served once another is closed.',
  classes: ['served', 'after-a-close', 'stuck'],
  judge(trace) {
    const streams = reached(trace)
    const evidence = acts(trace, 'opened').map(({ index }) => index)
    if (streams === 0) return dependent('delivery/live', 'no stream reached the origin', evidence)
    const expected = 'the seventh reaches the origin'
    if (trace.kind === 'control' && clientFacts(trace, 'source-1', 'event').length === 0) {
      return noisy('the control received no event', evidence)
    }
    if (streams === STREAMS) return pass('served', { expected, actual: expected, evidence })
    if (streams === STREAMS - 1 && originFacts(trace, `source-${STREAMS}`, 'request').length > 0) {
      return pass('after-a-close', {
        expected,
        actual: 'the seventh reaches the origin once another is closed',
        evidence,
      })
    }
    if (isStalled(trace)) return stalled(evidence)
    return fail('stuck', { expected, actual: `${streams} of a browser's seven streams are served`, evidence })
  },
}

export const criteria: readonly Criterion[] = [seventh, goesOn]
