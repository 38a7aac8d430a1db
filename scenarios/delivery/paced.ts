/**
 * Distinguishes a rate limit from a buffer: data that the origin sent long before arrives in pieces, without a write that flushes
 * them. Pure.
 */

import type { Ms, Trace } from '../../harness/model/index.ts'
import { acts, clientFacts, isBusy, originFacts, quantile } from '../../harness/trace/facts.ts'
import { PROMPT } from './streams.ts'

/** Reads within this time (ms) belong to one piece. */
const MOMENT: Ms = 50
/** A shorter wait (ms) between two pieces may be scheduling delay. */
const MIN_WAIT: Ms = 120
/**
 * Evidence of a limit: `MIN_WAITS` waits that add up to `MIN_SUM` (ms), or a single one of `LONG_WAIT` (ms). Fewer or shorter
 * ones may be chance.
 */
const MIN_WAITS = 3
const MIN_SUM: Ms = 500
const LONG_WAIT: Ms = 2000
/** Most rates have to be within this factor of their median. */
const ALIKE = 2
const MAX = 2 / 3
/** With fewer waits, estimates of the rate within this factor of each other agree. */
const AGREE = 1.25
/** If each write flushed one piece, there would be one write before each piece. */
const MANY_WRITES = 3

export interface Paced {
  readonly bytesPerSecond: number
  /** The true rate is from this one up to `bytesPerSecond`; absent where it is known. */
  readonly atLeast?: number
  readonly evidence: readonly number[]
}

interface Piece {
  readonly from: Ms
  readonly to: Ms
  readonly bytes: number
  /** Bytes received by its end. */
  readonly total: number
  readonly index: number
}

/** Undefined where there is no evidence of a limit. */
export function pacedBy(trace: Trace, client: string): Paced | undefined {
  // A compressor has its own blocks and flushes, so the times of its output show no rate.
  const isCompressed = clientFacts(trace, client, 'body', 1).some(({ bytes, encoded }) => bytes !== encoded)
  const pieces = isCompressed ? [] : piecesOf(trace, client)
  // Data that the end of the response flushes was buffered until the end.
  const ended = acts(trace, 'end')[0]?.t ?? Number.POSITIVE_INFINITY
  const waits = pieces.flatMap((piece, n) => {
    const before = pieces[n - 1]
    if (before === undefined || piece.from >= ended || !comesByItself(trace, client, before, piece)) return []
    const wait = piece.from - before.to
    if (wait < MIN_WAIT || isBusy(trace, before.from, piece.to, 1 / 2)) return []
    const seconds = (piece.from - before.from) / 1000
    return [{ wait, rate: piece.bytes / seconds, before: before.bytes / seconds, index: piece.index }]
  })
  const sum = waits.reduce((all, { wait }) => all + wait, 0)
  const isLong = waits.some(({ wait }) => wait >= LONG_WAIT)
  if (!isLong && (waits.length < MIN_WAITS || sum < MIN_SUM)) return undefined
  const rates = waits.map(({ rate }) => rate)
  const median = quantile(rates, 0.5)
  const alike = rates.filter((rate) => rate <= median * ALIKE && rate >= median / ALIKE)
  if (alike.length < rates.length * MAX) return undefined
  const evidence = waits.slice(0, 3).map(({ index }) => index)
  const estimates = waits.flatMap(({ rate, before }) => [rate, before])
  const [least, most] = [Math.min(...estimates), Math.max(...estimates)]
  // A piece may be the rest of a buffer, less than the limit lets through; the one before it may be an initial burst, and more. Many
  // pieces outweigh that, a few do not.
  if (waits.length >= MIN_WAITS || most <= least * AGREE) return { bytesPerSecond: median, evidence }
  return { bytesPerSecond: most, atLeast: least, evidence }
}

function piecesOf(trace: Trace, client: string): Piece[] {
  const pieces: Piece[] = []
  let total = 0
  for (const { t, bytes, index } of clientFacts(trace, client, 'body', 1)) {
    total += bytes
    const last = pieces.at(-1)
    if (last !== undefined && t - last.to <= MOMENT)
      pieces[pieces.length - 1] = { ...last, to: t, bytes: last.bytes + bytes, total }
    else pieces.push({ from: t, to: t, bytes, total, index })
  }
  return pieces
}

/**
 * True if no write of the origin flushed the piece: all of it had been sent before the previous piece arrived, or at least as
 * many bytes again are still outstanding after it.
 */
function comesByItself(trace: Trace, client: string, before: Piece, { from, bytes, total }: Piece): boolean {
  const writes = originFacts(trace, client, 'sent').filter(({ t }) => t > before.to && t <= from)
  const isPrompt = writes.some(({ t }) => t > from - PROMPT)
  if (writtenAt(trace, client, before.from) >= total) return !isPrompt || writes.length >= MANY_WRITES
  return !isPrompt && writtenAt(trace, client, from) >= total + bytes
}

const writtenAt = (trace: Trace, client: string, at: Ms): number =>
  originFacts(trace, client, 'sent').findLast(({ t }) => t <= at)?.written ?? 0

/** Rounded to two digits: some limits count framing and response headers, others do not. */
export function sayRate({ bytesPerSecond, atLeast }: Paced): string {
  const from = atLeast === undefined ? '' : `${rounded(atLeast)} to `
  return `about ${from}${rounded(bytesPerSecond)} bytes a second`
}

function rounded(rate: number): string {
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(rate)) - 1)
  return (Math.round(rate / scale) * scale).toLocaleString('en')
}
