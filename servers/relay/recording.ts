/** An answer that was recorded from the application, given again: its head and its first pieces, then silence. */
import { readResponseHead } from '../../harness/client/head.ts'
import { now } from '../../harness/wire/timestamp.ts'
import type { AnswerSource } from './application.ts'
import { LAST_CHUNK } from './chunk.ts'
import type { Piece } from './pieces.ts'
import type { RelayedExchange } from './relayed-exchange.ts'

export interface Recording {
  readonly head: Buffer
  readonly pieces: readonly Piece[]
}

/** Undefined where the application gave no head. @param most so many pieces, of those that end where something may follow */
export function recordingOf({ response, pieces }: RelayedExchange, most: number): Recording | undefined {
  if (response === undefined) return undefined
  const some = pieces.slice(0, most)
  const last = some.findLastIndex(({ atBoundary, raw }) => atBoundary && raw.length > 0)
  return { head: response.raw, pieces: some.slice(0, last + 1) }
}

/** How a replayed answer ends: as it should, by a FIN in the middle of a chunk or behind one, or by a reset. */
export type ReplayEnd = 'complete' | 'inside' | 'fin' | 'rst'

/** @param ending when and how it ends; default: it stays open */
export const replay =
  ({ head, pieces }: Recording, ending?: Promise<ReplayEnd>): AnswerSource =>
  (_request, listener) => {
    let left = false
    const raw = head.toString('latin1')
    const response = readResponseHead(raw.slice(raw.lastIndexOf('HTTP/1.')))
    setImmediate(() => {
      if (left) return
      listener.head(response, head, now())
      for (const piece of pieces) if (!left) listener.piece({ ...piece, at: now() })
    })
    void ending?.then((how) => {
      if (left) return
      const last = how === 'complete' ? LAST_CHUNK : how === 'inside' ? OPEN_CHUNK : undefined
      if (last !== undefined && response.framing === 'chunked') listener.piece(framingOnly(last))
      // Of a body that ends with the connection, a FIN is the end.
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
    }
  }

/** A chunk of 16 bytes, of which one is there. */
const OPEN_CHUNK = Buffer.from('10\r\n:')

const framingOnly = (raw: Buffer): Piece => ({
  raw,
  decoded: Buffer.alloc(0),
  bytes: 0,
  content: [],
  at: now(),
  atBoundary: false,
})
