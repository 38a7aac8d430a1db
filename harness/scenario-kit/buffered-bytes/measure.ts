/** What a trace shows of the bytes that a proxy buffered before it flushed. Pure. */
import type { Ms, Trace } from '../../model/index.ts'
import { clientFacts, originFacts, receivedBy } from '../../trace/facts.ts'

/**
 * Bytes of a stream's body, beyond `base`, that the origin had sent when the first of them came, at `at`. What a whole buffer
 * let go tells its size exactly, when that is within the step that did it, or the one before, should the machine have been slow;
 * else the step is halved: out of a TLS record less may come than had to go in.
 */
export function bytesSentBy(trace: Trace, client: string, at: Ms, base = 0): number {
  const writes = originFacts(trace, client, 'sent').filter((fact) => fact.t <= at)
  const high = (writes.at(-1)?.written ?? 0) - base
  const low = (writes.at(-2)?.written ?? 0) - base
  const out = receivedBy(trace, client, at + 5) - base
  // A coding keeps part of what it was given, so that what came out says nothing of what had to go in.
  const encoded = clientFacts(trace, client, 'head', 1)[0]?.encoding !== ''
  return !encoded && out > low - (high - low) && out < high ? out : (low + high) / 2
}

export interface Flushed {
  readonly bytes: number
  readonly at: Ms
  /** Writes until then, of the whole stream. */
  readonly writes: number
  readonly index: number
}

/** The first flush of a stream after `from`. @param base body bytes that the client had then. Undefined where nothing came. */
export function flushAfter(trace: Trace, client: string, from: Ms, base: number): Flushed | undefined {
  const first = clientFacts(trace, client, 'body').find(({ t, bytes }) => bytes > 0 && t > from)
  if (first === undefined) return undefined
  return {
    bytes: bytesSentBy(trace, client, first.t, base),
    at: first.t,
    writes: originFacts(trace, client, 'sent').filter(({ t }) => t <= first.t).length,
    index: first.index,
  }
}
