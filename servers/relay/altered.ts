/**
 * The application's response with one or more additions, in the form in which the application itself would send them: tests what
 * a remedy in the application would do.
 */
import { readResponseHead } from '../../harness/client/head.ts'
import type { Framing, HeaderField, Ms } from '../../harness/model/index.ts'
import { now } from '../../harness/wire/timestamp.ts'
import type { AnswerSource } from './application.ts'
import { chunkOf, LAST_CHUNK } from './chunk.ts'
import { changeHead, finalHeadAt } from './message-head.ts'
import type { Piece } from './pieces.ts'

export interface Alteration {
  /** Response header fields. */
  readonly set?: readonly HeaderField[]
  /** Adds a comment directly after the response headers. */
  readonly comment?: boolean
  /** Adds a comment whenever nothing has been sent for this long. */
  readonly heartbeat?: Ms
  /** Responds to HTTP/1.1 requests with chunked framing. */
  readonly chunked?: boolean
  /** Removes the request's content codings, so that the application uses none. */
  readonly identity?: boolean
  /** Leaves out the informational responses (1xx) before the response. */
  readonly final?: boolean
}

const COMMENT = ':\n\n'

export const altered =
  (
    source: AnswerSource,
    { set = [], comment = false, heartbeat, chunked = false, identity = false, final = false }: Alteration,
  ): AnswerSource =>
  (request, listener) => {
    const isNew = /^\S+ \S+ HTTP\/1\.1\r?\n/.test(request)
    let framing: Framing = 'none'
    let reframed = false
    let mayAdd = false
    let isBetween = true
    let timer: NodeJS.Timeout | undefined

    const added = (text: string): Piece => {
      const bytes = Buffer.from(text)
      return {
        raw: framing === 'chunked' ? chunkOf(bytes) : bytes,
        decoded: bytes,
        bytes: bytes.length,
        content: [{ t: now(), fact: 'comment', text: '', size: 0 }],
        at: now(),
        atBoundary: true,
      }
    }
    const beat = (): void => {
      clearTimeout(timer)
      if (heartbeat === undefined) return
      timer = setTimeout(() => {
        if (mayAdd && isBetween) listener.piece(added(COMMENT))
        beat()
      }, heartbeat)
    }
    const answer = source(identity ? changeHead(request, { remove: ['accept-encoding'] }) : request, {
      head(head, raw, t) {
        const text = raw.toString('latin1')
        const start = finalHeadAt(text)
        reframed = chunked && isNew && head.framing !== 'chunked' && head.framing !== 'none'
        const fields: HeaderField[] = reframed ? [...set, ['Transfer-Encoding', 'chunked']] : [...set]
        const remove = reframed ? ['content-length', 'connection'] : []
        const changed = changeHead(text.slice(start), { set: fields, remove })
        const given = readResponseHead(changed)
        framing = given.framing
        // Nothing can be inserted into a content coding, or into a body with a declared length.
        mayAdd = given.encoding === '' && (framing === 'chunked' || framing === 'close-delimited')
        listener.head(given, Buffer.from((final ? '' : text.slice(0, start)) + changed, 'latin1'), t)
        if (comment && mayAdd) listener.piece(added(COMMENT))
        beat()
      },
      piece(piece) {
        listener.piece(reframed ? { ...piece, raw: piece.raw.length === 0 ? piece.raw : chunkOf(piece.raw) } : piece)
        isBetween = piece.atBoundary
        beat()
      },
      over(end) {
        clearTimeout(timer)
        if (reframed && end.how === 'complete') {
          listener.piece({ ...added(''), raw: LAST_CHUNK, content: [], decoded: Buffer.alloc(0), bytes: 0 })
        }
        listener.over(end)
      },
    })
    return {
      ...answer,
      leave(how) {
        clearTimeout(timer)
        answer.leave(how)
      },
      get ends() {
        return answer.ends
      },
      get unfinished() {
        return answer.unfinished
      },
    }
  }
