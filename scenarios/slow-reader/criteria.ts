import type { Criterion, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  bytes,
  clientFacts,
  fail,
  isBusy,
  longestStall,
  noisy,
  notApplicable,
  pass,
  sayBytes,
} from '../../harness/trace/facts.ts'
import { MOST_HELD, MOST_TAKEN, STREAM, STUCK } from './streams.ts'

/** A stall of the harness from which on what was waited for in vain is doubtful. */
const DOUBT: Ms = STUCK / 2
/** A pause of the client's that was longer than meant: filling took its time on a busy machine. */
const MOST_PAUSED: Ms = 1.8 * STUCK

const taken = (trace: Trace) => acts(trace, 'taken')[0]

/** What had reached the client's side of the proxy, in bytes as the origin sent them: without framing and content coding. */
function passedOn(trace: Trace, clientSide: number): number {
  const head = clientFacts(trace, STREAM, 'head', 1)[0]?.raw.length ?? 0
  const body = clientFacts(trace, STREAM, 'body', 1).reduce((sum, fact) => sum + fact.bytes, 0)
  const read = Number(acts(trace, 'waited')[0]?.detail.read ?? 0) - head
  return read <= 0 ? 0 : Math.max(0, clientSide - head) * (body / read)
}

/** What the proxy itself held for the client: what it took less what it passed on; undefined where the kernel did not tell its part. */
function parts(trace: Trace): { readonly held: number; readonly kernel: number } | undefined {
  const { bytes, fromOrigin, toClient, read } = taken(trace)?.detail ?? {}
  if (fromOrigin === undefined || toClient === undefined) return undefined
  const held = Number(bytes) - Number(fromOrigin) - passedOn(trace, Number(read) + Number(toClient))
  return { held: Math.max(0, held), kernel: Number(fromOrigin) + Number(toClient) }
}

const bounded: Criterion = {
  id: 'bounded',
  kind: 'optimal',
  title: 'A client that does not read stops the origin, instead of filling memory or disks on the way.',
  classes: ['backpressure', 'absorbs'],
  judge(trace, control) {
    const act = taken(trace)
    if (act === undefined) return notApplicable('the origin was never asked: see delivery/live')
    const all = Number(act.detail.bytes)
    const without = Number((control && taken(control)?.detail.bytes) ?? 0)
    const known = parts(trace)
    const measures = {
      ...(known === undefined ? {} : { held: bytes(known.held), 'in kernel buffers': bytes(known.kernel) }),
      taken: bytes(all),
      'taken without a proxy': bytes(without),
    }
    const expected =
      known === undefined ? `less than ${sayBytes(MOST_TAKEN)} are taken` : `less than ${sayBytes(MOST_HELD)} are held`
    const told = { expected, measures, evidence: [act.index] }
    const absorbed = sayBytes(known?.held ?? Math.max(0, all - without))
    if (act.detail.all === true) {
      const actual = `at least ${absorbed} are absorbed for a client that does not read`
      return fail('absorbs', { ...told, actual })
    }
    // Who stood still may have taken a pause of its own for one of the origin's.
    if (longestStall(trace) > DOUBT) return noisy('the harness itself stood still')
    if (act.detail.gone === true) {
      // Nor is it the proxy's doing when the origin was silent for as long as a stream may be.
      return wasLong(trace)
        ? noisy('the origin was let go while the harness was slow to send')
        : notApplicable('the origin is let go while it sends: nobody is left who could stop it', [act.index])
    }
    const actual =
      known === undefined ? `${absorbed} more than without a proxy` : `${absorbed} are held, then the origin is stopped`
    return pass('backpressure', { ...told, actual })
  },
}

const wasLong = (trace: Trace): boolean => {
  const [from = 0, to = 0] = ['paused', 'taken'].map((name) => acts(trace, name)[0]?.t)
  return to - from > MOST_PAUSED || longestStall(trace) > DOUBT / 2 || isBusy(trace, from, to)
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
    if (rest === 'going-on') {
      if (longestStall(trace) > DOUBT / 2) return noisy('the harness itself stood still', evidence)
      return notApplicable(`the rest comes too slowly to wait for: ${came} so far`, evidence)
    }
    if (rest === 'ended' && end?.digest === digest && end?.message === 'complete')
      return pass('whole', { ...parts, actual: parts.expected })
    // A proxy that limits how long a client may read nothing has seen a longer pause than was meant.
    if (rest === 'ended' && end?.message === 'cut' && wasLong(trace))
      return noisy('the pause was longer than it was meant to be', evidence)
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
