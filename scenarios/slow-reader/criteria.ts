import type { Criterion, JudgedTrace, Ms, Trace } from '../../harness/model/index.ts'
import {
  acts,
  bytes,
  clientFacts,
  dependent,
  fail,
  isBusy,
  isStalled,
  longestStall,
  noisy,
  notApplicable,
  pass,
  sayBytes,
  stalled,
} from '../../harness/trace/facts.ts'
import { MAX_HELD, MAX_TAKEN, STREAM, STUCK } from './streams.ts'

/** A longer pause of the client (ms) was not intended: filling the buffers took long on a busy machine. */
const MAX_PAUSE: Ms = 1.8 * STUCK

const taken = (trace: Trace) => acts(trace, 'taken')[0]

/** Bytes that the proxy forwarded, counted as the origin sent them: without framing and content coding. */
function passedOn(trace: Trace, clientSide: number): number {
  const head = clientFacts(trace, STREAM, 'head', 1)[0]?.raw.length ?? 0
  const body = clientFacts(trace, STREAM, 'body', 1).reduce((sum, fact) => sum + fact.bytes, 0)
  const read = Number(acts(trace, 'waited')[0]?.detail.read ?? 0) - head
  return read <= 0 ? 0 : Math.max(0, clientSide - head) * (body / read)
}

/** Bytes that the proxy itself buffered: accepted minus forwarded; undefined if the kernel's part is unknown. */
function parts(trace: Trace): { readonly held: number; readonly kernel: number } | undefined {
  const { bytes, fromOrigin, toClient, read } = taken(trace)?.detail ?? {}
  if (fromOrigin === undefined || toClient === undefined) return undefined
  const held = Number(bytes) - Number(fromOrigin) - passedOn(trace, Number(read) + Number(toClient))
  return { held: Math.max(0, held), kernel: Number(fromOrigin) + Number(toClient) }
}

const bounded: Criterion = {
  id: 'bounded',
  kind: 'optimal',
  title: 'Backpressure: a client that does not read stops the origin, instead of filling the proxy’s memory or disk.',
  classes: ['backpressure', 'absorbs'],
  judge(trace, control) {
    const act = taken(trace)
    if (act === undefined) return dependent('delivery/live', 'no request reached the origin')
    const all = Number(act.detail.bytes)
    const without = Number((control && taken(control)?.detail.bytes) ?? 0)
    const known = parts(trace)
    const measures = {
      ...(known === undefined ? {} : { held: bytes(known.held), 'in kernel buffers': bytes(known.kernel) }),
      taken: bytes(all),
      'taken without a proxy': bytes(without),
    }
    const expected =
      known === undefined ? `less than ${sayBytes(MAX_TAKEN)} accepted` : `less than ${sayBytes(MAX_HELD)} buffered`
    const told = { expected, measures, evidence: [act.index] }
    const absorbed = sayBytes(known?.held ?? Math.max(0, all - without))
    if (act.detail.all === true) {
      const actual = `no backpressure: proxy buffered at least ${absorbed} for a client that does not read`
      return fail('absorbs', { ...told, actual })
    }
    // A stalled harness may have mistaken its own pause for one of the origin.
    if (isStalled(trace)) return stalled()
    if (act.detail.gone === true) {
      // The proxy is not at fault either if the origin was idle for as long as the idle timeout.
      return wasLong(trace)
        ? noisy('the upstream connection was closed while the harness was slow to send')
        : notApplicable('the upstream connection is closed while the origin sends', [act.index])
    }
    const actual =
      known === undefined ? `${absorbed} more than without a proxy` : `${absorbed} buffered, then the origin is stopped`
    return pass('backpressure', { ...told, actual })
  },
}

const wasLong = (trace: JudgedTrace): boolean => {
  const [from = 0, to = 0] = ['paused', 'taken'].map((name) => acts(trace, name)[0]?.t)
  return to - from > MAX_PAUSE || longestStall(trace) > trace.stallTolerance / 2 || isBusy(trace, from, to)
}

const intact: Criterion = {
  id: 'intact',
  kind: 'required',
  title: 'When the client reads again, everything that was sent meanwhile arrives.',
  classes: ['whole', 'altered', 'lost', 'cut'],
  judge(trace) {
    const waited = acts(trace, 'waited')[0]
    const end = clientFacts(trace, STREAM, 'end', 1)[0]
    if (waited === undefined) return dependent('delivery/live', 'no request reached the origin')
    const status = clientFacts(trace, STREAM, 'head', 1)[0]?.status
    if (status !== undefined && status !== 200)
      return dependent('delivery/live', `the client received status ${status}`)
    const { rest, received, sent, digest } = waited.detail
    const evidence = [waited.index, ...(end === undefined ? [] : [end.index])]
    const parts = {
      expected: `${sayBytes(Number(sent))}, unaltered`,
      evidence,
      measures: { received: bytes(Number(received)) },
    }
    const came = sayBytes(Number(received))
    if (rest === 'going-on') {
      if (longestStall(trace) > trace.stallTolerance / 2) return stalled(evidence)
      return notApplicable(`the rest arrives too slowly to wait for: ${came} so far`, evidence)
    }
    if (rest === 'ended' && end?.digest === digest && end?.message === 'complete')
      return pass('whole', { ...parts, actual: parts.expected })
    // A proxy with a send timeout observed a longer pause than intended.
    if (rest === 'ended' && end?.message === 'cut' && wasLong(trace))
      return noisy('the pause was longer than intended', evidence)
    if (rest === 'ended' && end?.message === 'cut')
      return fail('cut', { ...parts, actual: `the stream is closed when the client reads again, after ${came}` })
    if (received === sent) return fail('altered', { ...parts, actual: `${came} arrived, altered` })
    if (isStalled(trace)) return stalled(evidence)
    return received !== undefined && end?.message === 'complete' && Number(received) > Number(sent)
      ? fail('altered', { ...parts, actual: `${came} arrived, more than was sent` })
      : fail('lost', { ...parts, actual: `after a pause of the client, only ${came} arrived` })
  },
}

export const criteria: readonly Criterion[] = [bounded, intact]
