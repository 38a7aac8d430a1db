/** A request as the origin reads it, and how its response is written, in whatever version of HTTP the peer speaks. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Framing, HeaderField, HeadOptions, Ms, SocketEnd } from '../../harness/model/index.ts'

/** Common to the requests of node:http and node:http2. */
export interface OriginRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  /** `1.0`, `1.1` or `2.0`. */
  readonly httpVersion: string
  /** Over HTTP/2: the request did not end with its head. */
  readonly isWithBody?: boolean
  on(event: 'data', listener: (piece: Buffer) => void): unknown
  on(event: 'end', listener: () => void): unknown
  resume(): unknown
}

export interface SentInterim {
  readonly raw: string
  readonly status: number
}

export interface SentHead extends SentInterim {
  readonly asked: Framing
  readonly framing: Framing
}

/** The origin's side of one request. It is gone when the peer has closed its connection, or over HTTP/2 has reset its stream. */
export interface Reply {
  /** `address:port` of the origin's end, and of the peer. */
  readonly local: string
  readonly remote: string
  /** Bytes that were written and that the kernel has not accepted yet. */
  readonly unsent: number
  /** True once nothing can be sent any more. */
  readonly gone: boolean
  /** The response was ended. */
  readonly isEnded: boolean
  /** Calls back once: when the peer has closed, or the origin has (`undefined`). */
  onGone(listener: (ending: SocketEnd | undefined, t: Ms) => void): void
  /** Sends a 103 (RFC 8297) immediately. Undefined where the peer cannot read one. */
  sendEarlyHints(link: string): SentInterim | undefined
  /** Sends the head alone, immediately. @param own the profile's fields: always added; one replaces another of the same name */
  sendHead(options: HeadOptions, own: readonly HeaderField[]): SentHead
  /** `done` is called when the bytes were handed over. */
  write(bytes: Buffer, done: () => void): void
  end(rest: Buffer, done: () => void): void
  /** Sends FIN without ending the response. `inside`: after a part of a chunk, or of a DATA frame. */
  breakOff(inside: boolean, done: () => void): void
  /** Resets the connection. Over HTTP/2, where the head was sent, only its stream: RST_STREAM with INTERNAL_ERROR. */
  reset(): void
  /** Ends a response that no scenario follows any more: properly, unless the scenario aborted it or the peer does not read. */
  abandon(is: 'before-head' | 'open' | 'aborted'): void
}
