/** Replays a recorded response of the application: its head and its first pieces, then silence. */
import { readResponseHead } from '../../harness/client/head.ts'
import { now } from '../../harness/wire/timestamp.ts'
import type { AnswerSource } from './application.ts'
import { chunkOf, LAST_CHUNK } from './chunk.ts'
import { changeHead, finalHeadAt } from './message-head.ts'
import type { Piece } from './pieces.ts'
import type { RelayedExchange } from './relayed-exchange.ts'

export interface Recording {
  readonly head: Buffer
  readonly pieces: readonly Piece[]
}

/** Undefined where the application sent no head. @param most maximum number of pieces, of those after which something may be inserted */
export function recordingOf({ response, pieces }: RelayedExchange, most: number): Recording | undefined {
  if (response === undefined) return undefined
  const some = pieces.slice(0, most)
  const last = some.findLastIndex(({ atBoundary, raw }) => atBoundary && raw.length > 0)
  return { head: response.raw, pieces: some.slice(0, last + 1) }
}

/** The recording of a response that ends with its connection, as one with chunks: its end then shows whether it was cut. */
export function withChunks({ head, pieces }: Recording): Recording {
  const text = head.toString('latin1')
  const start = finalHeadAt(text)
  const final = changeHead(text.slice(start), { set: [['Transfer-Encoding', 'chunked']], remove: ['connection'] })
  return {
    head: Buffer.from(text.slice(0, start) + final, 'latin1'),
    pieces: pieces.map((piece) => ({ ...piece, raw: piece.raw.length === 0 ? piece.raw : chunkOf(piece.raw) })),
  }
}

/** How a replayed response ends: correctly, by a FIN inside a chunk or between two, or by a reset. */
export type ReplayEnd = 'complete' | 'inside' | 'fin' | 'rst'

/** @param ending when and how it ends. Default: it stays open */
export const replay =
  ({ head, pieces }: Recording, ending?: Promise<ReplayEnd>): AnswerSource =>
  (_request, listener) => {
    let left = false
    const raw = head.toString('latin1')
    const response = readResponseHead(raw.slice(finalHeadAt(raw)))
    const begun = new Promise<void>((resolve) => {
      setImmediate(() => {
        if (!left) listener.head(response, head, now())
        for (const piece of pieces) if (!left) listener.piece({ ...piece, at: now() })
        resolve()
      })
    })
    // An end that was decided before does not come before the head.
    void ending?.then(async (how) => {
      await begun
      if (left) return
      const last = how === 'complete' ? LAST_CHUNK : how === 'inside' ? OPEN_CHUNK : undefined
      if (last !== undefined && response.framing === 'chunked') listener.piece(framingOnly(last))
      // A FIN is the correct end of a body that ends with the connection.
      const isComplete = how === 'complete' || (how !== 'rst' && response.framing === 'close-delimited')
      listener.over({ t: now(), how: isComplete ? 'complete' : how === 'rst' ? 'rst' : 'fin', detail: '' })
    })
    return {
      send() {},
      pause() {},
      resume() {},
      leave() {
        left = true
      },
      ends: undefined,
      unfinished: Buffer.alloc(0),
    }
  }

/** A chunk that declares 16 bytes and contains one. */
const OPEN_CHUNK = Buffer.from('10\r\n:')

const framingOnly = (raw: Buffer): Piece => ({
  raw,
  decoded: Buffer.alloc(0),
  bytes: 0,
  content: [],
  at: now(),
  atBoundary: false,
})
