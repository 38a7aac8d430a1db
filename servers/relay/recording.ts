/** An answer that was recorded from the application, given again: its head and its first pieces, then silence. */
import { readResponseHead } from '../../harness/client/head.ts'
import { now } from '../../harness/wire/timestamp.ts'
import type { AnswerSource } from './application.ts'
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

export const replay =
  ({ head, pieces }: Recording): AnswerSource =>
  (_request, listener) => {
    let left = false
    setImmediate(() => {
      if (left) return
      const raw = head.toString('latin1')
      listener.head(readResponseHead(raw.slice(raw.lastIndexOf('HTTP/1.'))), head, now())
      for (const piece of pieces) if (!left) listener.piece({ ...piece, at: now() })
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
