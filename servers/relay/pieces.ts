/** Splits a body where the application flushed something that a client can use. Pieces are what is withheld and released. */
import { createDecoder } from '../../harness/client/content-decoding.ts'
import { createEventReader } from '../../harness/client/events.ts'
import type { AttemptFact, Ms } from '../../harness/model/index.ts'
import type { Segment } from './message-body.ts'

/** What a piece completed, as parsed by the measuring client. */
export type Content = Extract<AttemptFact, { fact: 'event' | 'comment' | 'retry' | 'id' }>

export interface Piece {
  /** Its bytes on the wire. */
  readonly raw: Buffer
  /** Its part of the body, after content decoding. */
  readonly decoded: Buffer
  readonly bytes: number
  readonly content: readonly Content[]
  /** When its last byte arrived from the application. */
  readonly at: Ms
  /** True where something may be inserted after it: no chunk and no event is open. */
  readonly atBoundary: boolean
}

export interface PieceReader {
  push(segment: Segment, at: Ms): void
  /** What has arrived after the last piece, after content decoding. */
  readonly unfinished: Buffer
  /**
   * Ends the body. When `done` is called the last piece, if there is one, has been reported. `code`: error code of a content
   * coding that ended prematurely.
   */
  end(done: (code: string) => void): void
  destroy(): void
}

export interface PieceOptions {
  /** Value of Content-Encoding; '' for none. */
  readonly encoding: string
  /** The body is an event stream, in which a piece ends with an event or a comment. In other bodies each segment is a piece. */
  readonly isEventStream: boolean
  /** A segment with several events may be split into several pieces, because the body has no chunks that would be split. */
  readonly mayCut: boolean
}

/** Two ends of a line. A CR at the end of the text may be followed by its LF: an LF alone after a blank line is another blank line. */
const ENDS = String.raw`(?:\r\n|\n|\r(?!\n)){2}`
export const BLANK_LINE = new RegExp(ENDS, 'g')
const ENDS_BLANK = new RegExp(`${ENDS}$`)

/** A piece ends at this size (bytes on the wire), or at MAX_EVENT decoded bytes, even if nothing was completed. */
const MAX_PIECE = 256 * 1024
/** Bytes. A longer event is not parsed to its end, because the parser's time for each part of it grows with its length. */
export const MAX_EVENT = 1024 * 1024

export function createPieceReader(
  { encoding, isEventStream, mayCut }: PieceOptions,
  onPiece: (piece: Piece) => void,
  onFailed: (code: string) => void,
): PieceReader {
  let content: Content[] = []
  const read = createEventReader('', (fact) => {
    if (fact.fact === 'event' || fact.fact === 'comment' || fact.fact === 'retry' || fact.fact === 'id')
      content.push(fact)
  })
  let raw: Buffer[] = []
  let size = 0
  let body: Buffer[] = []
  let bytes = 0
  let lastBytes = ''
  /** Bytes since something was last completed. */
  let open = 0
  /** Segments that are being decoded, in order. */
  const decoding: { readonly segment: Segment; readonly at: Ms }[] = []
  let serial = 0

  const close = (at: Ms, isBoundary: boolean): void => {
    if (size === 0) return
    const atBoundary = isBoundary && (!isEventStream || ENDS_BLANK.test(lastBytes))
    onPiece({ raw: Buffer.concat(raw), decoded: Buffer.concat(body), bytes, content, at, atBoundary })
    raw = []
    body = []
    size = 0
    bytes = 0
    content = []
  }
  const take = (segment: Segment, decoded: Buffer, at: Ms): void => {
    raw.push(segment.raw)
    size += segment.raw.length
    body.push(decoded)
    bytes += decoded.length
    if (decoded.length > 0)
      lastBytes = (lastBytes + decoded.toString('latin1', Math.max(0, decoded.length - 4))).slice(-4)
    open += decoded.length
    const before = content.length
    if (isEventStream && open <= MAX_EVENT) read(decoded, at)
    if (content.length > before) open = 0
    // A block without `data:` is complete as well, although no event comes of it.
    const completed =
      content.some(({ fact }) => fact === 'event' || fact === 'comment') || (bytes > 0 && ENDS_BLANK.test(lastBytes))
    const isLong = size > MAX_PIECE || bytes > MAX_EVENT
    if ((segment.atBoundary && (completed || !isEventStream)) || isLong) close(at, segment.atBoundary)
  }
  const decoder = createDecoder(encoding, {
    output(decoded) {
      const next = decoding.shift()
      if (next !== undefined) take(next.segment, decoded, next.at)
    },
    failed: onFailed,
  })
  const cuts = mayCut && isEventStream && encoding === ''

  return {
    get unfinished() {
      return Buffer.concat(body)
    },
    push(segment, at) {
      for (const part of cuts ? cutAtEvents(segment) : [segment]) {
        decoding.push({ segment: part, at })
        // Each part gets a different time, because the decoder joins parts with equal times.
        decoder.write(part.payload, ++serial)
      }
    },
    end: (done) =>
      decoder.end((code) => {
        close(serial, true)
        done(code)
      }),
    destroy: () => decoder.destroy(),
  }
}

/** For a body without a transfer coding: one part for each block that ends with a blank line, and one for the remainder. */
function cutAtEvents({ raw }: Segment): Segment[] {
  const text = raw.toString('latin1')
  const parts: Segment[] = []
  let from = 0
  const cut = (to: number): void => {
    const part = raw.subarray(from, to)
    parts.push({ raw: part, payload: part, atBoundary: true })
    from = to
  }
  for (const { index, 0: blank } of text.matchAll(BLANK_LINE)) cut(index + blank.length)
  if (from < raw.length) cut(raw.length)
  return parts
}
