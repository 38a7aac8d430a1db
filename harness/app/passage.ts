/** The observations of one stream of the application on one route. Plain data, from which a row of the report is made. */

import type { AnswerEnd } from '../../servers/relay/application.ts'
import type { ResponseHead } from '../client/head.ts'
import type { HeaderField, Ms, SocketEnd } from '../model/index.ts'

/** A piece of the application's response in transit to the client, while the next one was withheld. */
export interface GatedPiece {
  /** Bytes of the body up to the piece's end, after content decoding. */
  readonly bytes: number
  readonly events: number
  readonly comments: number
  /** Time from forwarding it to its arrival; undefined when it did not arrive within the time limit. */
  readonly after: Ms | undefined
}

/** What flushed a piece that did not arrive by itself. */
export type Flushed =
  /** It arrived when this many bytes of the body had been forwarded. `byPadding`: they included comment lines of the relay. */
  | { readonly by: 'bytes'; readonly bytes: number; readonly byPadding: boolean }
  /** The next piece flushed it, and is itself buffered. */
  | { readonly by: 'next' }
  | { readonly by: 'time'; readonly after: Ms }
  | { readonly by: 'end'; readonly bytes: number }
  /** This many bytes did not flush it, and nothing could be added to the response. */
  | { readonly by: 'unknown'; readonly bytes: number }
  | { readonly by: 'nothing'; readonly bytes: number }

export type Leaving =
  /** The relay's side of the connection was closed this long after the client had disconnected. */
  | { readonly noticed: 'idle'; readonly after: Ms }
  | { readonly noticed: 'write'; readonly writes: number }
  | { readonly noticed: 'never'; readonly writes: number }

/** The result for the recorded beginning of the stream when the application's side was aborted. */
export interface Aborted {
  /** By a FIN inside a chunk or between two, or by a reset. */
  readonly how: 'inside' | 'fin' | 'rst'
  /** What the client observed. `waiting`: no end. */
  readonly seen: 'complete' | 'cut' | 'waiting' | 'unreached'
  /** Everything that had been sent before arrived. */
  readonly isKept: boolean
  /** How the Last-Event-ID of this request arrived at the application. */
  readonly idArrives: 'unchanged' | 'changed' | 'dropped' | undefined
}

/** The result for a second client of the same URL. */
export interface Shared {
  /** Its request reached the application only after the first stream had ended. */
  readonly waits: boolean
  /** The proxy answered its request itself, with this status. */
  readonly refused?: number
  /** It received what had been sent to the first client, while that stream was open or after it had ended. */
  readonly leak?: { readonly when: 'open' | 'ended'; readonly client: 'EventSource' | 'fetch' }
}

/** What a reload of the proxy did to an open stream. */
export type Reloaded =
  | { readonly stream: 'goes-on' | 'silent' }
  | { readonly stream: 'unknown'; readonly because: string }
  /** `resumes`: a client that reconnects reaches the application, with its Last-Event-ID. */
  | { readonly stream: 'closed'; readonly closedAfter: Ms; readonly resumes: boolean }

export interface Passage {
  readonly aborted?: readonly Aborted[]
  readonly shared?: Shared
  readonly reloaded?: Reloaded
  /** Longest stall of this process's event loop during these three tests. */
  readonly recordedStall?: Ms
  /** No request reached the relay, and this is the client's result. */
  readonly unasked?: { readonly status: number | undefined; readonly code: string }
  /** The application did not respond, and afterwards did not respond without a proxy either. */
  readonly stopped?: boolean
  /** The application answered with this status, and afterwards with an error without a proxy as well. */
  readonly refusing?: number
  readonly requestVersion?: '1.0' | '1.1'
  /** The application's response head at the relay; undefined when there was none. */
  readonly sent?: ResponseHead
  readonly end?: AnswerEnd
  /** The response head at the client. */
  readonly received?: { readonly status: number; readonly headers: readonly HeaderField[]; readonly encoding: string }
  /** The client's head did not arrive within the time limit after the application's, while the body was withheld. */
  readonly headDelayed?: boolean
  /** The application sent its first piece together with the head, so that no later piece can delay the head. */
  readonly firstWithHead?: boolean
  readonly pieces: readonly GatedPiece[]
  readonly flushed?: Flushed
  /** Every event arrived by itself, delayed by about this time. */
  readonly timer?: Ms
  /** The end that the client observed, where it did not disconnect itself. */
  readonly clientEnd?: {
    readonly socket: SocketEnd
    readonly message: 'complete' | 'cut' | 'none'
    readonly code: string
  }
  readonly leaving?: Leaving
  /** Longest stall of this process's event loop during the test. */
  readonly stall: Ms
}

/** The request reached the application, which sent no response head and did not close the connection. */
export const isUnanswered = ({ unasked, sent, end }: Passage): boolean =>
  unasked === undefined && sent === undefined && end === undefined
