import type { Criterion, Finding, Measure, Trace } from '../../harness/model/index.ts'
import {
  clientFacts,
  eventsAsSent,
  fail,
  gated,
  headerValue,
  longestStall,
  measured,
  ms,
  noisy,
  notApplicable,
  pass,
  quantile,
  sentField,
} from '../../harness/trace/facts.ts'
import { STREAMS } from './streams.ts'

const FIELD = 'X-Accel-Buffering'
/** A stall of the harness from which on an event that was waited for in vain is doubtful. */
const DOUBT = 300

/** Why there is nothing to judge. */
function withoutStream(trace: Trace): Finding | undefined {
  const none = Object.keys(STREAMS)
    .map((name) => gated(trace, name))
    .find(({ is }) => is === 'no-stream')
  return none === undefined ? undefined : notApplicable('the client got no stream', none.evidence)
}

/** What the profile's own application always says; undefined where the streams differ as they should. */
const always = (trace: Trace): string | undefined => sentField(trace, 'plain', FIELD)

/** The longest that an event took, where all came in time. */
const delayOf = (trace: Trace, name: string): Readonly<Record<string, Measure>> => {
  const { is, delays } = gated(trace, name)
  return is === 'live' ? { [name === 'plain' ? 'without' : 'with']: ms(quantile(delays, 1)) } : {}
}

const intact: Criterion = {
  id: 'intact',
  kind: 'required',
  title: 'Whatever the header says, every event has come once and as it was by the end.',
  classes: ['whole', 'lost', 'altered'],
  judge(trace) {
    const expected = 'every event of the three streams, once and in order'
    for (const name of Object.keys(STREAMS)) {
      const { is, evidence } = gated(trace, name)
      if (is === 'no-stream') return notApplicable('the client got no stream', evidence)
      const found = eventsAsSent(trace, name)
      if (found.is === 'whole') continue
      if (found.is === 'lost' && longestStall(trace) > DOUBT) return noisy('the harness itself stood still')
      return fail(found.is, { expected, actual: found.actual, evidence: found.evidence })
    }
    return pass('whole', { expected, actual: expected })
  },
}

const freed: Criterion = {
  id: 'freed',
  kind: 'optimal',
  title: 'With X-Accel-Buffering: no from the application each event comes at once.',
  classes: ['live-anyway', 'live', 'honoured', 'ignored'],
  judge(trace) {
    const because = withoutStream(trace)
    if (because !== undefined) return because
    const [plain, no] = [gated(trace, 'plain'), gated(trace, 'no')]
    const expected = 'each event while the next is withheld'
    const evidence = [...plain.evidence, ...no.evidence]
    const measures = { ...delayOf(trace, 'plain'), ...delayOf(trace, 'no') }
    if ((plain.is === 'held' || no.is === 'held') && longestStall(trace) > DOUBT) {
      return noisy('the harness itself stood still', evidence)
    }
    if (no.is === 'held') {
      const actual = `events are held in spite of ${FIELD}: no`
      return fail('ignored', { expected, actual, measures, evidence })
    }
    if (always(trace) !== undefined) {
      return pass('live', { expected, actual: 'live; this application always sends the header', measures, evidence })
    }
    if (plain.is === 'live') {
      return pass('live-anyway', { expected, actual: 'live without the header, too', measures, evidence })
    }
    return pass('honoured', {
      expected,
      actual: `held without the header, live with ${FIELD}: no`,
      measures,
      evidence,
      headline: `the application can turn buffering off by ${FIELD}: no`,
    })
  },
}

const yes: Criterion = {
  id: 'yes',
  kind: 'informative',
  title: 'What X-Accel-Buffering: yes from the application does to a stream.',
  classes: ['no-effect', 'holds', 'frees'],
  judge(trace) {
    const because = withoutStream(trace)
    if (because !== undefined) return because
    const own = always(trace)
    if (own !== undefined) return notApplicable(`the application of this profile always sends ${FIELD}: ${own}`)
    const [plain, asked] = [gated(trace, 'plain'), gated(trace, 'yes')]
    const evidence = [...plain.evidence, ...asked.evidence]
    if ((plain.is === 'held' || asked.is === 'held') && longestStall(trace) > DOUBT) {
      return noisy('the harness itself stood still', evidence)
    }
    const parts = { expected: 'a fact', measures: delayOf(trace, 'yes'), evidence }
    if (plain.is === asked.is) return measured('no-effect', { ...parts, actual: `${plain.is} with and without it` })
    return asked.is === 'held'
      ? measured('holds', { ...parts, actual: 'live without it, held with it' })
      : measured('frees', { ...parts, actual: 'held without it, live with it' })
  },
}

const passedOn: Criterion = {
  id: 'passed-on',
  kind: 'informative',
  title: 'Whether X-Accel-Buffering reaches the client, and so the next proxy.',
  classes: ['stripped', 'passed-on', 'added', 'changed'],
  judge(trace) {
    const sent = sentField(trace, 'no', FIELD)
    const head = clientFacts(trace, 'no', 'head', 1)[0]
    if (sent === undefined || head === undefined) return notApplicable('the client got no stream')
    const value = headerValue(head.headers, FIELD)
    const parts = { expected: 'a fact', evidence: [head.index] }
    if (value === undefined) return measured('stripped', { ...parts, actual: 'it does not reach the client' })
    const bare = clientFacts(trace, 'plain', 'head', 1)[0]
    if (always(trace) === undefined && headerValue(bare?.headers ?? [], FIELD) !== undefined) {
      return measured('added', {
        ...parts,
        actual: `the proxy itself adds ${FIELD}: ${value}, whatever the answer says`,
      })
    }
    if (value !== sent) return measured('changed', { ...parts, actual: `the client reads ${FIELD}: ${value}` })
    return measured('passed-on', { ...parts, actual: `the client reads ${FIELD}: ${value}` })
  },
}

export const criteria: readonly Criterion[] = [intact, freed, yes, passedOn]
