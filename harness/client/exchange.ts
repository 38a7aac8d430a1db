/** One request and its response on a connection, independent of the HTTP version. */
import type { Ms, SocketEnd } from '../model/index.ts'
import type { ResponseHead } from './head.ts'

export interface WireEnd {
  readonly t: Ms
  /** The message is complete by its framing. */
  readonly whole: boolean
  /** As reported by the HTTP client; '' for none. */
  readonly code: string
  /** Present where the connection itself cannot report how its socket ended. */
  readonly socket?: 'error'
  /** Code of the RST_STREAM frame that ended the exchange. */
  readonly reset?: number
}

/** Called in the order of events, and never before the `Wire` has been returned. */
export interface WireListener {
  connected(local: string, remote: string, t: Ms): void
  /** The request's head has been sent. */
  request(raw: string, t: Ms): void
  settings(maxConcurrentStreams: number, t: Ms): void
  queued(t: Ms): void
  goaway(code: number, covered: boolean, t: Ms): void
  /** A part of the request's body has been sent. */
  sentBody(bytes: number, t: Ms): void
  /** An informational response (1xx) has been received; the head follows. */
  interim(head: ResponseHead, t: Ms): void
  head(head: ResponseHead, t: Ms): void
  body(bytes: Buffer, t: Ms): void
  /** Only for a WebSocket. */
  message(text: string, t: Ms): void
  /** The last call. */
  over(end: WireEnd): void
}

export interface Wire {
  /** How the peer ended the connection; undefined as long as it has not. */
  readonly ending: SocketEnd | undefined
  /** Bytes read from the connection; 0 where that is not known. */
  readonly read: number
  /** Closes, whatever the state; no call follows. Resolves when the connection is closed, or the stream where the connection is shared. */
  leave(): Promise<void>
  /** Sends a part of a later body, or a message. Resolves when the kernel has accepted it, or nothing can be sent any more. */
  send(text: string): Promise<void>
  /** Ends the request body. */
  finish(): Promise<void>
  pause(): void
  /** See `ClientStream`; absent on HTTP/1.1. */
  windowUsedUp?(): Promise<void>
  resume(): void
  /** See `vanish.ts`. */
  vanish(): Promise<void>
}
