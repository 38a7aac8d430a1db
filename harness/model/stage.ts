/** The actions that a scenario can perform, and the objects it performs them on. */
import type { AxisValues, HeaderField, Ms } from './names.ts'
import type { Address, Settings } from './proxy.ts'

/** The actions that a scenario can perform. Each is recorded as facts. */
export interface Stage {
  readonly axes: AxisValues
  /** Settings from the configurations of the route. They may save time; they must not decide a finding. */
  readonly settings: Settings
  /** Opens a stream through the route. Returns immediately. `name` is unique in the test case, and not `page`. */
  open(name: string, options?: OpenOptions): ClientStream
  /**
   * The origin's side of a client's attempt (1 is the first). `undefined` when the attempt ended, or `patience` ms (default
   * 5,000) passed, before the origin received it. `nth`: which request of this attempt, since a proxy may retry (1 is the first).
   */
  exchange(name: string, attempt?: number, patience?: Ms, nth?: number): Promise<Exchange | undefined>
  /**
   * The proxy next to the client reloads its configuration, by the method that its operators use. Resolves when the new
   * configuration is in force. Needs `reload` and a dedicated proxy.
   */
  reload(): Promise<void>
  /** The origin's address refuses new connections, and open ones are reset. Needs a dedicated proxy. */
  originDown(): Promise<void>
  /** The origin accepts connections again, at the same address. */
  originUp(): Promise<void>
  /** How many times faster than real time the proxy's clock runs; 1 unless the scenario needs `clock`. */
  readonly clock: number
  /** Opens a page in a real browser, at a URL of the proxy. Needs `browser`. */
  browse(): Promise<BrowserPage>
  /**
   * Bytes of a stream in the kernel's socket buffers: between the origin and the proxy, and between the proxy and the client.
   * Without a proxy there is one connection, and `toClient` is 0. Undefined where the buffers cannot be read (not Linux, or a
   * proxy in its own network namespace), and for a chain, whose inner connections are not visible from here.
   */
  inKernel(
    client: ClientStream,
    exchange: Exchange,
  ): Promise<{ readonly fromOrigin: number; readonly toClient: number } | undefined>
  /**
   * Whether the proxy's end of this client's connection (in a control, the origin's) is established. Always false where the kernel's
   * tables do not show it: not Linux, or a proxy in its own network namespace. `maxAge`: that of the table, which test cases share.
   */
  isHeld(client: ClientStream, maxAge?: Ms): Promise<boolean>
  /**
   * How many requests of the harness's own pass through the route at any time beside the streams: 0, except where the origin is a remote
   * one. From the first call on they are as few as possible. For a scenario that counts.
   */
  ownRequests(): number
  /** Records a step, for the criteria. */
  act(name: string, detail?: Readonly<Record<string, string | number | boolean>>): void
  /** Waits because the question needs it (silence, a heartbeat's interval); never for readiness. */
  pause(ms: Ms): Promise<void>
  /**
   * True when the promise resolved within `ms`. When the time is over, the event loop runs one more turn first, so that a stall
   * of the harness is not attributed to the proxy.
   */
  within(ms: Ms, promise: Promise<unknown>): Promise<boolean>
  /** Runs a section that measures latencies. The run limits how many test cases measure at the same time. */
  undisturbed(section: () => Promise<void>): Promise<void>
  /** Local addresses that a client may connect from, besides its default one; empty where the proxy is not on the loopback. */
  readonly otherAddresses: readonly string[]
  /** Milliseconds since the test case's start. */
  now(): Ms
}

export interface OpenOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE' | 'OPTIONS'
  /** Added to the head of a browser's EventSource request; a header of the same name is replaced, an empty value removes it. */
  readonly headers?: Readonly<Record<string, string>>
  /** `later`: sent in pieces by `send` and `finish`, chunked on HTTP/1.1. */
  readonly body?: string | 'later'
  /** Streams with the same name request the same URL. Default: a URL of its own. */
  readonly share?: string
  /**
   * Where the front is HTTP/2, streams with the same name share a connection. Its first request waits for the server's SETTINGS,
   * so that no request exceeds the server's limit (fact `queued`). Default: a connection of its own.
   */
  readonly connection?: string
  /** The address to connect from, one of `Stage.otherAddresses`. Default: chosen by the system. */
  readonly from?: string
  /**
   * Requests a WebSocket (RFC 6455) instead of a stream. `send` then sends messages, and `arrived` waits for received ones.
   * HTTP/1.1 fronts only.
   */
  readonly upgrade?: boolean
  /** Added to the request target, without its `?`. */
  readonly query?: string
  /** The fact `end` contains the digest of the whole body. Default false. */
  readonly digest?: boolean
  /** Reconnects as WHATWG's EventSource does. Default false: one attempt, whatever the response. */
  readonly reconnect?: boolean
}

/** The client's side of a stream, for the scenario. */
export interface ClientStream {
  readonly name: string
  /** Resolves when the response head of an attempt has arrived, or the attempt ended without one. */
  head(attempt?: number): Promise<void>
  /** Resolves when an event with this id, or a comment with this text, has arrived, in any attempt. Never rejects; may never resolve. */
  arrived(idOrComment: string): Promise<void>
  /** Resolves when at least this many body bytes (after decoding) have arrived in the current attempt. */
  bytes(atLeast: number): Promise<void>
  /** Body bytes after decoding that the current attempt has read. */
  readonly received: number
  /**
   * Bytes that the current attempt has read from its connection, including head and framing. Only for HTTP/1.1 with a complete
   * request body; else 0.
   */
  readonly read: number
  /** Resolves when an attempt is over. */
  ended(attempt?: number): Promise<void>
  /** Resolves when the client has given up (see the fact `gave-up`). */
  gaveUp(): Promise<void>
  /** Closes the stream. Resolves when the socket is closed. */
  close(): Promise<void>
  /** Sends a part of a request body whose option is `later`. */
  send(text: string): Promise<void>
  /** Ends the request body. */
  finish(): Promise<void>
  /**
   * Stops reading. On HTTP/1.1 this fills the kernel's buffers, at the system's sizes; on HTTP/2 it exhausts the stream's own
   * flow-control window of 256 KB, and other streams of the connection are not affected.
   */
  pause(): void
  /**
   * Resolves when a paused HTTP/2 stream has received its whole window, or is over: nothing more can be sent to it. On HTTP/1.1, where
   * each stream has its own connection, immediately.
   */
  windowUsedUp(): Promise<void>
  resume(): void
  /**
   * Vanishes: its connection gets neither FIN nor RST, and from when this resolves nothing that is sent to it arrives or is acknowledged.
   * Shared connections vanish with all of their streams. Needs `vanishing`.
   */
  vanish(): Promise<void>
}

/**
 * A page that was loaded through the proxy. Its EventSource streams record the same facts as the harness's client, as far as a
 * page can observe them.
 */
export interface BrowserPage {
  /** `new EventSource(url)`, a URL of its own, listening to `message` and to the named `events`; facts `head` (status 200, no fields) at `open`, `event`, `end` at `error` or `close`. */
  eventSource(name: string, events?: readonly string[]): ClientStream
}

export interface HeadOptions {
  /** Link of a 103 response (RFC 8297) that is sent first. An HTTP/1.0 client gets none (RFC 9110 §15.2). */
  readonly earlyHints?: string
  /** Default 200. */
  readonly status?: number
  /** Default `chunked`. For an HTTP/1.0 request it is `close-delimited` instead (RFC 9112 §6.1). */
  readonly framing?: 'chunked' | 'close-delimited'
  /** Declares this Content-Length instead. `end` sends what is missing of it, as a comment. */
  readonly length?: number
  /** Replaces the default Content-Type and Cache-Control. The profile's own origin headers are always added. */
  readonly headers?: readonly HeaderField[]
}

export interface SentEvent {
  /** Sent as `id:`. The scenario also waits for the event by this name. */
  readonly id: string
  readonly event?: string
  /** One or several lines. */
  readonly data: string
  readonly retry?: number
}

/** An application's response, relayed by the origin. Its promises never reject. */
export interface Relayed {
  /** Resolves when its head has been sent, or the exchange has ended. */
  readonly head: Promise<void>
  /** Resolves when this many events and comments have been sent, or the exchange has ended. */
  sent(atLeast: number): Promise<void>
  /** Resolves when the whole response has been sent, the application aborted it, or the peer closed. */
  readonly over: Promise<void>
}

/** The origin's side of one exchange, for the scenario. Every write leaves as one segment. */
export interface Exchange {
  /** Value of the request header, as the origin received it; `undefined` when absent. */
  readonly lastEventId: string | undefined
  /** Bytes of the request's body received so far. */
  readonly read: number
  /** Resolves when at least this many have been received. */
  body(atLeast: number): Promise<void>
  /** Resolves when the request's body is complete, or the peer has left. */
  requestEnd(): Promise<void>
  /** Sends the head alone, immediately. */
  sendHead(options?: HeadOptions): Promise<void>
  sendEvent(event: SentEvent): Promise<void>
  sendComment(text: string): Promise<void>
  /** A comment line of this many bytes in total, incompressible. */
  sendPadding(bytes: number): Promise<void>
  /**
   * Relays the request to an application, which responds instead, at `path`. The request's method, fields, query and body (up to
   * 64 KB) are forwarded unchanged, as are the head and body of the response; only fields that belong to one connection (RFC 9110
   * §7.6.1) are rewritten. If the application cannot be reached, the response is aborted.
   */
  answerFrom(application: Address, path: string): Relayed
  /** Raw bytes of the body: for a body of another type, or an event that is split anywhere. */
  sendBytes(bytes: Uint8Array | string): Promise<void>
  /** Accepts the upgrade that the request contains, and then echoes incoming messages. False when the request has none. */
  upgrade(): Promise<boolean>
  /** Ends the response as its framing requires. */
  end(): Promise<void>
  /** Sends FIN without ending the response; for a chunked body `inside` a chunk (default), or `between` two. */
  fin(where?: 'inside' | 'between'): Promise<void>
  reset(): Promise<void>
  /** Payload bytes sent so far. */
  readonly written: number
  /** Those bytes, including framing, that the kernel has not accepted yet. */
  readonly unsent: number
  /** `address:port` of both ends of its connection. */
  readonly ends: { readonly origin: string; readonly peer: string }
  /** Resolves when the peer has closed. */
  left(): Promise<void>
}
