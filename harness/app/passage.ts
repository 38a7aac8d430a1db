/** What was seen of a stream of the application's on one route. Plain data: a row of the report is made from it. */

import type { AnswerEnd } from '../../servers/relay/application.ts'
import type { ResponseHead } from '../client/head.ts'
import type { HeaderField, Ms, SocketEnd } from '../model/index.ts'

/** A piece of the application's answer on its way to the client, while the next one was withheld. */
export interface GatedPiece {
  /** Bytes of the body up to its end, content coding removed. */
  readonly bytes: number
  readonly events: number
  readonly comments: number
  /** From its passing on to its arrival; undefined when it did not arrive within the patience. */
  readonly after: Ms | undefined
}

/** What became of a piece that did not arrive. */
export type Flushed =
  /** It came when so many bytes of the body had been passed on. `byPadding`: comment lines of the relay's were among them. */
  | { readonly by: 'bytes'; readonly bytes: number; readonly byPadding: boolean }
  /** The next piece flushed it, and is buffered itself. */
  | { readonly by: 'next' }
  | { readonly by: 'time'; readonly after: Ms }
  | { readonly by: 'end'; readonly bytes: number }
  /** So many bytes did not flush it, and nothing could be added to it. */
  | { readonly by: 'unknown'; readonly bytes: number }
  | { readonly by: 'nothing'; readonly bytes: number }

export type Leaving =
  /** The relay's side of the connection was closed so long after the client had left. */
  | { readonly noticed: 'idle'; readonly after: Ms }
  | { readonly noticed: 'write'; readonly writes: number }
  | { readonly noticed: 'never'; readonly writes: number }

/** What became of the recorded beginning of the stream when the application's side was aborted. */
export interface Aborted {
  /** By a FIN in the middle of a chunk or behind one, or by a reset. */
  readonly how: 'inside' | 'fin' | 'rst'
  /** What the client saw. `waiting`: no end. */
  readonly seen: 'complete' | 'cut' | 'waiting' | 'unreached'
  /** What had been sent before arrived. */
  readonly isKept: boolean
  /** The Last-Event-ID of this request, at the application. */
  readonly idArrives: 'unchanged' | 'changed' | 'dropped' | undefined
}

/** What became of a second client of the same URL. */
export interface Shared {
  /** Its request came to the application only when the first stream had ended. */
  readonly waits: boolean
  /** It was served what had been sent to the first, while that stream was open or when it had ended. */
  readonly leak?: { readonly when: 'open' | 'ended'; readonly client: 'EventSource' | 'fetch' }
}

export interface Passage {
  readonly aborted?: readonly Aborted[]
  readonly shared?: Shared
  /** Longest stall of this process's event loop during these two. */
  readonly recordedStall?: Ms
  /** No request came to the relay, and this is what the client got. */
  readonly unasked?: { readonly status: number | undefined; readonly code: string }
  /** The application gave no response, and then none without a proxy either. */
  readonly stopped?: boolean
  readonly requestVersion?: '1.0' | '1.1'
  /** The application's response head as the relay got it; undefined when it gave none. */
  readonly sent?: ResponseHead
  readonly end?: AnswerEnd
  /** The head as the client got it. */
  readonly received?: { readonly status: number; readonly headers: readonly HeaderField[]; readonly encoding: string }
  /** The client's head did not come within the patience of the application's, while the body was withheld. */
  readonly headDelayed?: boolean
  /** The application sent its first piece together with the head, so that nothing waits for a later one. */
  readonly firstWithHead?: boolean
  readonly pieces: readonly GatedPiece[]
  readonly flushed?: Flushed
  /** The client's end, where it was not the client that left. */
  readonly clientEnd?: {
    readonly socket: SocketEnd
    readonly message: 'complete' | 'cut' | 'none'
    readonly code: string
  }
  readonly leaving?: Leaving
  /** Longest stall of this process's event loop meanwhile. */
  readonly stall: Ms
}

/** The request came to the application, which gave no response headers and did not close the connection. */
export const isUnanswered = ({ unasked, sent, end }: Passage): boolean =>
  unasked === undefined && sent === undefined && end === undefined
