import {
  acts,
  bytes,
  clientFacts,
  fail,
  longestStall,
  noisy,
  notApplicable,
  pass,
  sayBytes,
} from '../../harness/facts.ts'
import type { Criterion, Ms, Trace } from '../../harness/model.ts'
import { MOST, STREAM, STUCK } from './streams.ts'

/** A stall of the harness from which on what was waited for in vain is doubtful. */
const DOUBT: Ms = STUCK / 2

const takenOf = (trace: Trace | undefined): number => Number(acts(trace ?? NO_TRACE, 'taken')[0]?.detail.bytes ?? 0)
const NO_TRACE = { facts: [] } as unknown as Trace

const bounded: Criterion = {
  id: 'bounded',
  kind: 'optimal',
  title: 'A client that does not read stops the origin, instead of filling memory or disks on the way.',
  classes: ['backpressure', 'absorbs'],
  judge(trace, control) {
    const taken = acts(trace, 'taken')[0]
    if (taken === undefined) return notApplicable('the origin was never asked: see delivery/live')
    const all = takenOf(trace)
    const without = takenOf(control)
    const absorbed = Math.max(0, all - without)
    const measures = { absorbed: bytes(absorbed), taken: bytes(all), 'taken without a proxy': bytes(without) }
    const parts = { expected: `less than ${sayBytes(MOST)}`, measures, evidence: [taken.index] }
    if (taken.detail.all === true) {
      const actual = `at least ${sayBytes(absorbed)} are absorbed for a client that does not read`
      return fail('absorbs', { ...parts, actual })
    }
    // Who stood still may have taken a pause of its own for one of the origin's.
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still')
    const actual = `${sayBytes(absorbed)} more than without a proxy`
    return pass('backpressure', { ...parts, actual })
  },
}

const intact: Criterion = {
  id: 'intact',
  kind: 'required',
  title: 'When the client reads on, everything comes that was sent meanwhile.',
  classes: ['whole', 'altered', 'lost', 'cut'],
  judge(trace) {
    const waited = acts(trace, 'waited')[0]
    const end = clientFacts(trace, STREAM, 'end', 1)[0]
    if (waited === undefined) return notApplicable('the origin was never asked: see delivery/live')
    const status = clientFacts(trace, STREAM, 'head', 1)[0]?.status
    if (status !== undefined && status !== 200) return notApplicable(`the client got status ${status}`)
    const { rest, received, sent, digest } = waited.detail
    const evidence = [waited.index, ...(end === undefined ? [] : [end.index])]
    const parts = {
      expected: `${sayBytes(Number(sent))}, as they were`,
      evidence,
      measures: { received: bytes(Number(received)) },
    }
    const came = sayBytes(Number(received))
    if (rest === 'going-on') return notApplicable(`the rest comes too slowly to wait for: ${came} after 6 s`, evidence)
    if (rest === 'ended' && end?.digest === digest && end?.message === 'complete')
      return pass('whole', { ...parts, actual: parts.expected })
    if (rest === 'ended' && end?.message === 'cut')
      return fail('cut', { ...parts, actual: `the stream is cut when the client reads on, after ${came}` })
    if (received === sent) return fail('altered', { ...parts, actual: `${came}, not as they were sent` })
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still', evidence)
    return received !== undefined && end?.message === 'complete' && Number(received) > Number(sent)
      ? fail('altered', { ...parts, actual: `${came}, more than was sent` })
      : fail('lost', { ...parts, actual: `${came} have come` })
  },
}

export const criteria: readonly Criterion[] = [bounded, intact]
