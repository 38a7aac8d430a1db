import type { Criterion, Finding, Measure, Trace } from '../../harness/model/index.ts'
import {
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
  pass,
  quantile,
  sentField,
  stalled,
} from '../../harness/trace/facts.ts'
import { STREAMS } from './streams.ts'

const FIELD = 'X-Accel-Buffering'

/** Not applicable when any of the three streams is missing. */
function withoutStream(trace: Trace): Finding | undefined {
  const none = Object.keys(STREAMS)
    .map((name) => gated(trace, name))
    .find(({ is }) => is === 'no-stream')
  return none === undefined ? undefined : dependent('delivery/live', 'the client received no stream', none.evidence)
}

/** The header that the profile's own application sends on every response; undefined where the three streams differ as intended. */
const always = (trace: Trace): string | undefined => sentField(trace, 'plain', FIELD)

/** The highest delivery latency, if every event arrived before the next one was sent. */
const delayOf = (trace: Trace, name: string): Readonly<Record<string, Measure>> => {
  const { is, delays } = gated(trace, name)
  return is === 'live' ? { [name === 'plain' ? 'without' : 'with']: ms(quantile(delays, 1)) } : {}
}

const intact: Criterion = {
  id: 'intact',
  kind: 'required',
  title: 'With any value of the header, every event arrives once and unaltered by the end of the stream.',
  classes: ['whole', 'lost', 'altered'],
  judge(trace) {
    const expected = 'every event of the three streams, once and in order'
    for (const name of Object.keys(STREAMS)) {
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

const freed: Criterion = {
  id: 'freed',
  kind: 'optimal',
  title: 'With X-Accel-Buffering: no from the application, each event is delivered immediately.',
  classes: ['live-anyway', 'live', 'honoured', 'ignored'],
  judge(trace) {
    const because = withoutStream(trace)
    if (because !== undefined) return because
    const [plain, no] = [gated(trace, 'plain'), gated(trace, 'no')]
    const expected = 'each event arrives before the next is sent'
    const evidence = [...plain.evidence, ...no.evidence]
    const measures = { ...delayOf(trace, 'plain'), ...delayOf(trace, 'no') }
    if ((plain.is === 'held' || no.is === 'held') && isStalled(trace)) {
      return stalled(evidence)
    }
    if (no.is === 'held') {
      const actual = `events are buffered despite ${FIELD}: no`
      return fail('ignored', { expected, actual, measures, evidence })
    }
    if (always(trace) !== undefined) {
      return pass('live', {
        expected,
        actual: 'streamed; this application always sends the header',
        measures,
        evidence,
      })
    }
    if (plain.is === 'live') {
      return pass('live-anyway', { expected, actual: 'streamed with and without the header', measures, evidence })
    }
    return pass('honoured', {
      expected,
      actual: `buffered without the header, streamed with ${FIELD}: no`,
      measures,
      evidence,
      headline: `the application can turn buffering off with ${FIELD}: no`,
    })
  },
}

const yes: Criterion = {
  id: 'yes',
  kind: 'informative',
  title: 'The effect of X-Accel-Buffering: yes from the application.',
  classes: ['no-effect', 'holds', 'frees'],
  judge(trace) {
    const because = withoutStream(trace)
    if (because !== undefined) return because
    const own = always(trace)
    if (own !== undefined) return notApplicable(`the application of this profile always sends ${FIELD}: ${own}`)
    const [plain, asked] = [gated(trace, 'plain'), gated(trace, 'yes')]
    const evidence = [...plain.evidence, ...asked.evidence]
    if ((plain.is === 'held' || asked.is === 'held') && isStalled(trace)) {
      return stalled(evidence)
    }
    const parts = { expected: 'no expectation (informative)', measures: delayOf(trace, 'yes'), evidence }
    if (plain.is === asked.is)
      return measured('no-effect', {
        ...parts,
        actual: `${plain.is === 'live' ? 'streamed' : 'buffered'} with and without the header`,
      })
    return asked.is === 'held'
      ? measured('holds', { ...parts, actual: 'streamed without the header, buffered with it' })
      : measured('frees', { ...parts, actual: 'buffered without the header, streamed with it' })
  },
}

const passedOn: Criterion = {
  id: 'passed-on',
  kind: 'informative',
  title: 'Whether X-Accel-Buffering is forwarded to the client, or to the next proxy.',
  classes: ['stripped', 'passed-on', 'added', 'changed'],
  judge(trace) {
    const sent = sentField(trace, 'no', FIELD)
    const head = clientFacts(trace, 'no', 'head', 1)[0]
    if (sent === undefined || head === undefined) return dependent('delivery/live', 'the client received no stream')
    const value = headerValue(head.headers, FIELD)
    const parts = { expected: 'no expectation (informative)', evidence: [head.index] }
    if (value === undefined) return measured('stripped', { ...parts, actual: 'the header is removed' })
    const bare = clientFacts(trace, 'plain', 'head', 1)[0]
    if (always(trace) === undefined && headerValue(bare?.headers ?? [], FIELD) !== undefined) {
      return measured('added', {
        ...parts,
        actual: `the proxy adds ${FIELD}: ${value} to every response`,
      })
    }
    if (value !== sent) return measured('changed', { ...parts, actual: `the client receives ${FIELD}: ${value}` })
    return measured('passed-on', { ...parts, actual: `the client receives ${FIELD}: ${value}` })
  },
}

export const criteria: readonly Criterion[] = [intact, freed, yes, passedOn]
