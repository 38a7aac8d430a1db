/** One request to the application and its response, which is withheld until it is released and observed on both sides. */
import type { Socket } from 'node:net'
import type { ResponseHead } from '../../harness/client/head.ts'
import { createWaits } from '../../harness/client/latches.ts'
import type { Ms, SocketEnd } from '../../harness/model/index.ts'
import { now } from '../../harness/wire/timestamp.ts'
import type { Answer, AnswerEnd, AnswerSource } from './application.ts'
import { chunkOf } from './chunk.ts'
import { fieldValue, type RequestHead } from './message-head.ts'
import type { Piece } from './pieces.ts'

/** Maximum bytes of a response that wait here, withheld or not accepted by the peer; above it the application is not read. */
const MAX_WAITING = 1024 * 1024
/** Maximum bytes of a response, decoded or not, that are kept for a recording after they were forwarded. */
const MAX_KEPT = 256 * 1024
const NOTHING = Buffer.alloc(0)
/** Maximum number of stored pieces. The rest of a flooding application's response is forwarded and only counted. */
const MAX_PIECES = 20_000

export interface RelayedExchange {
  readonly request: RequestHead
  /** Number of the client's request: 1 is the first. */
  readonly attempt: number
  readonly requestedAt: Ms
  /** Resolves when the application's response head has arrived, or the exchange is over. */
  head(): Promise<void>
  readonly response: { readonly head: ResponseHead; readonly raw: Buffer; readonly at: Ms } | undefined
  /** Every piece that has arrived; `raw` is empty for those that are not kept. */
  readonly pieces: readonly Piece[]
  /** Resolves when piece n (1 is the first) has arrived, or the exchange is over. */
  came(n: number): Promise<void>
  /** Number of forwarded pieces. */
  readonly passed: number
  /** Bytes of the body that were forwarded or added, after content decoding. */
  readonly passedBytes: number
  /** Allows the response head and this many pieces to be forwarded as they arrive: 0 is the head alone. Default: nothing. */
  release(pieces: number): void
  /** Adds text to a body without content coding, framed like the response, where no event is open. False where that is not possible. */
  add(text: string): boolean
  /** Resolves when the response has ended and was forwarded, or the peer has closed. */
  over(): Promise<void>
  readonly end: AnswerEnd | undefined
  /** Resolves when the peer (a proxy, or the client itself) has closed, or the exchange is over. */
  left(): Promise<void>
  readonly peerLeft: { readonly how: SocketEnd; readonly t: Ms } | undefined
  /** Closes both connections. */
  close(how: 'fin' | 'rst'): void
  /** Both ends of the connection to the application. */
  readonly ends: Answer['ends']
  /** What has arrived of the body after the last piece, after content decoding. */
  readonly unfinished: Answer['unfinished']
}

/** Called by the peer's connection to report what happens on it. */
export interface PeerSide {
  readonly exchange: RelayedExchange
  body(bytes: Buffer): void
  gone(how: SocketEnd): void
  drained(): void
}

export interface ExchangeParts {
  readonly request: RequestHead
  readonly attempt: number
  /** The head in the form in which the application gets it. */
  readonly head: string
  readonly source: AnswerSource
  readonly peer: Socket
  /** The whole response has been forwarded, and the peer's connection may be reused. */
  onDone(): void
}

export function relayExchange({ request, attempt, head: sent, source, peer, onDone }: ExchangeParts): PeerSide {
  const waits = createWaits()
  const pieces: Piece[] = []
  let response: RelayedExchange['response']
  let end: AnswerEnd | undefined
  let released = -1
  let headPassed = false
  let passed = 0
  let passedBytes = 0
  let waiting = 0
  let kept = 0
  let peerLeft: RelayedExchange['peerLeft']
  let closed = false

  const finish = (): void => {
    waits.happen('head')
    waits.happen('over')
    waits.happen('left')
    waits.giveUp('came ')
  }
  const answerPaused = (): boolean => waiting > MAX_WAITING || peer.writableLength > MAX_WAITING
  const flow = (): void => (answerPaused() ? answer.pause() : answer.resume())

  /** Forwards what has been released. */
  const pass = (): void => {
    if (closed || peerLeft !== undefined) return
    if (response !== undefined && !headPassed && released >= 0) {
      headPassed = true
      peer.write(response.raw)
    }
    if (!headPassed) {
      endPeer()
      return
    }
    while (passed < Math.min(released, pieces.length)) {
      const piece = pieces[passed]
      passed += 1
      if (piece === undefined) continue
      waiting -= piece.raw.length
      passedBytes += piece.bytes
      peer.write(piece.raw)
      kept += Math.max(piece.raw.length, piece.decoded.length)
      if (kept > MAX_KEPT) pieces[passed - 1] = { ...piece, raw: NOTHING, decoded: NOTHING }
    }
    flow()
    endPeer()
  }
  /** Ends the peer's connection as the response ended, after everything before it has been forwarded. */
  const endPeer = (): void => {
    if (end === undefined || closed) return
    const isAllPassed = headPassed && passed >= pieces.length
    if (response !== undefined && !isAllPassed) return
    closed = true
    answer.leave('fin')
    if (end.how === 'complete' && response !== undefined && staysOpen(response.head, request)) onDone()
    else if (end.how === 'rst' || end.how === 'not-http') peer.resetAndDestroy()
    else peer.end()
    finish()
  }

  const answer = source(sent, {
    head(head, raw, at) {
      response = { head, raw, at }
      waits.happen('head')
      pass()
    },
    piece(piece) {
      if (pieces.length >= MAX_PIECES) {
        // Only a flood has this many pieces: it is forwarded and not stored.
        passedBytes += piece.bytes
        if (headPassed && released > pieces.length) peer.write(piece.raw)
        return flow()
      }
      pieces.push(piece)
      waiting += piece.raw.length
      waits.happen(`came ${pieces.length}`)
      pass()
    },
    over(how) {
      end = how
      pass()
      if (response === undefined) finish()
      waits.giveUp('came ')
    },
  })

  const exchange: RelayedExchange = {
    request,
    attempt,
    requestedAt: now(),
    head: () => waits.until('head'),
    get response() {
      return response
    },
    pieces,
    came: (n) => (n <= pieces.length || end !== undefined || closed ? Promise.resolve() : waits.until(`came ${n}`)),
    get passed() {
      return passed
    },
    get passedBytes() {
      return passedBytes
    },
    release(count) {
      released = Math.max(count, -1)
      pass()
    },
    add(text) {
      if (closed || peerLeft !== undefined || response === undefined || !headPassed) return false
      const { framing, encoding } = response.head
      const isOpen = passed > 0 && pieces[passed - 1]?.atBoundary !== true
      if (isOpen || encoding !== '' || !(framing === 'chunked' || framing === 'close-delimited')) return false
      const bytes = Buffer.from(text)
      passedBytes += bytes.length
      peer.write(framing === 'chunked' ? chunkOf(bytes) : bytes)
      return true
    },
    over: () => waits.until('over'),
    get end() {
      return end
    },
    left: () => waits.until('left'),
    get peerLeft() {
      return peerLeft
    },
    close(how) {
      if (closed) return
      closed = true
      answer.leave(how)
      if (how === 'rst') peer.resetAndDestroy()
      else peer.end()
      finish()
    },
    get ends() {
      return answer.ends
    },
    get unfinished() {
      return answer.unfinished
    },
  }
  return {
    exchange,
    body: (bytes) => answer.send(bytes),
    gone(how) {
      if (closed) return
      closed = true
      peerLeft = { how, t: now() }
      answer.leave(how === 'rst' ? 'rst' : 'fin')
      finish()
    },
    drained: flow,
  }
}

/** RFC 9112 §9.3. */
function staysOpen({ headers, framing }: ResponseHead, { version }: RequestHead): boolean {
  const connection = (fieldValue(headers, 'connection') ?? '').toLowerCase()
  if (framing === 'close-delimited' || connection.includes('close')) return false
  return version === '1.1' || connection.includes('keep-alive')
}
