import type { Criterion, Finding, Trace } from '../../harness/model/index.ts'
import {
  acts,
  bytes,
  clientFacts,
  count,
  dependent,
  fail,
  isStalled,
  notApplicable,
  originFacts,
  pass,
  sayBytes,
  stalled,
} from '../../harness/trace/facts.ts'
import { EXPECTED, STREAM } from './content.ts'

/** Why the body cannot be judged; undefined if it can. */
function unjudgeable(trace: Trace): Finding | undefined {
  const waited = acts(trace, 'waited')[0]
  if (waited === undefined) return dependent('delivery/live', 'no request reached the origin')
  const head = clientFacts(trace, STREAM, 'head', 1)[0]
  if (head !== undefined && head.status !== 200)
    return dependent('delivery/live', `the client received status ${head.status}`)
  if (waited.detail.rest !== 'going-on') return undefined
  const came = sayBytes(Number(waited.detail.received))
  return notApplicable(`the body arrives too slowly to wait for: ${came} so far`, [waited.index])
}

const events: Criterion = {
  id: 'events',
  kind: 'required',
  title: 'With any line ending and any split, each event arrives once and unaltered, including one of 300 KB.',
  classes: ['as-sent', 'altered', 'lost'],
  judge(trace) {
    const because = unjudgeable(trace)
    if (because !== undefined) return because
    const arrived = clientFacts(trace, STREAM, 'event', 1)
    const expected = `${EXPECTED.length} events: ${EXPECTED.map(({ id }) => id).join(', ')}`
    const measures = {
      events: count(arrived.length, 'events'),
      largest: bytes(Math.max(0, ...arrived.map(({ size }) => size))),
    }
    const parts = { expected, measures, evidence: arrived.map(({ index }) => index) }
    const missing = EXPECTED.filter(({ id }) => !arrived.some((event) => event.id === id))
    if (missing.length > 0 && isStalled(trace)) return stalled()
    if (missing.length > 0)
      return fail('lost', { ...parts, actual: `events missing: ${missing.map(({ id }) => id).join(', ')}` })
    const other = arrived.find((event, n) => {
      const { id, data, size } = EXPECTED[n] ?? { id: '', data: '', size: 0 }
      return event.id !== id || event.size !== size || event.data !== data
    })
    if (other === undefined) return pass('as-sent', { ...parts, actual: expected })
    return fail('altered', { ...parts, actual: `event ${other.id} is altered`, evidence: [other.index] })
  },
}

const exact: Criterion = {
  id: 'exact',
  kind: 'optimal',
  title: 'The body arrives byte for byte.',
  classes: ['byte-exact', 'altered', 'incomplete'],
  judge(trace) {
    const because = unjudgeable(trace)
    if (because !== undefined) return because
    const waited = acts(trace, 'waited')[0]
    const end = clientFacts(trace, STREAM, 'end', 1)[0]
    const sent = originFacts(trace, STREAM, 'sent', 1).at(-1)?.written ?? 0
    const received = Number(waited?.detail.received)
    const parts = {
      expected: `${sayBytes(sent)}, SHA-256 ${waited?.detail.digest}`,
      measures: { received: bytes(received) },
      evidence: [...(waited === undefined ? [] : [waited.index]), ...(end === undefined ? [] : [end.index])],
    }
    if (end?.digest === waited?.detail.digest) return pass('byte-exact', { ...parts, actual: parts.expected })
    if (end?.message === 'complete')
      return fail('altered', { ...parts, actual: `${sayBytes(received)}, SHA-256 ${end.digest}` })
    if (isStalled(trace)) return stalled()
    return fail('incomplete', { ...parts, actual: `${sayBytes(received)}, and the response does not end` })
  },
}

export const criteria: readonly Criterion[] = [events, exact]
