/** One request and its answer on a connection, whichever version of HTTP that speaks. */
import type { Ms, SocketEnd } from '../model/index.ts'
import type { ResponseHead } from './head.ts'

export interface WireEnd {
  readonly t: Ms
  /** The message came whole, by its framing. */
  readonly whole: boolean
  /** As the HTTP client reported it; '' for none. */
  readonly code: string
  /** Where the wire itself does not know how the socket ended. */
  readonly socket?: 'error'
  /** Code of the RST_STREAM frame that ended it. */
  readonly reset?: number
}

/** Called in the order of what happened, never before the wire was handed out. */
export interface WireListener {
  connected(local: string, remote: string, t: Ms): void
  /** The request's head is out. */
  request(raw: string, t: Ms): void
  settings(maxConcurrentStreams: number, t: Ms): void
  queued(t: Ms): void
  goaway(code: number, covered: boolean, t: Ms): void
  /** A part of the request's body is out. */
  sentBody(bytes: number, t: Ms): void
  head(head: ResponseHead, t: Ms): void
  body(bytes: Buffer, t: Ms): void
  /** Of a WebSocket. */
  message(text: string, t: Ms): void
  /** The last call. */
  over(end: WireEnd): void
}

export interface Wire {
  /** How the peer ended the connection; undefined while it did not. */
  readonly ending: SocketEnd | undefined
  /** Bytes that were read off the connection; 0 where that is not known. */
  readonly read: number
  /** Leaves, whatever the state: afterwards nothing is told. Resolves when the connection (of a shared one: the stream) is gone. */
  leave(): Promise<void>
  /** A part of a body that comes later, or a message. Resolves when the kernel has it, or nothing can be sent any more. */
  send(text: string): Promise<void>
  /** The body is complete. */
  finish(): Promise<void>
  pause(): void
  resume(): void
}
