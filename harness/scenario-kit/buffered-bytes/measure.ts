/** How many bytes a proxy buffered before it flushed, computed from a trace. Pure. */
import type { Ms, Trace } from '../../model/index.ts'
import { clientFacts, originFacts, receivedBy } from '../../trace/facts.ts'

/**
 * Bytes of a stream's body, beyond `base`, that the origin had sent when the first of them arrived, at `at`. A buffer that was
 * flushed whole gives its exact size, if that size lies within the step that triggered the flush, or within the step before (the
 * machine may have been slow). Otherwise the middle of the step is taken: a TLS record may deliver fewer bytes than were needed
 * to fill it.
 */
export function bytesSentBy(trace: Trace, client: string, at: Ms, base = 0): number {
  const writes = originFacts(trace, client, 'sent').filter((fact) => fact.t <= at)
  const high = (writes.at(-1)?.written ?? 0) - base
  const low = (writes.at(-2)?.written ?? 0) - base
  const out = receivedBy(trace, client, at + 5) - base
  // With a content coding the two sizes cannot be compared: the coder keeps part of its input.
  const encoded = clientFacts(trace, client, 'head', 1)[0]?.encoding !== ''
  return !encoded && out > low - (high - low) && out < high ? out : (low + high) / 2
}

export interface Flushed {
  readonly bytes: number
  readonly at: Ms
  /** Number of writes until then, over the whole stream. */
  readonly writes: number
  readonly index: number
}

/** The first flush of a stream after `from`. Undefined where nothing arrived. @param base body bytes that the client had at `from` */
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
