/** What a scenario may do, and what it does it with. */
import type { AxisValues, HeaderField, Ms } from './names.ts'
import type { Address, Settings } from './proxy.ts'

/** What a scenario may do. Everything it does becomes a fact. */
export interface Stage {
  readonly axes: AxisValues
  /** What is read from the configurations of the route: to save time by, never to judge by. */
  readonly settings: Settings
  /** Opens a stream through the route. Returns immediately. `name` is unique in the test case, and not `page`. */
  open(name: string, options?: OpenOptions): ClientStream
  /**
   * The origin's side of a client's attempt (1 is the first). `undefined` when the attempt ended, or `patience` ms
   * went by (default 5,000), before the origin saw it. `nth`: a proxy may ask more than once for one attempt (1 is the first).
   */
  exchange(name: string, attempt?: number, patience?: Ms, nth?: number): Promise<Exchange | undefined>
  /** The proxy next to the client reloads its configuration, as ops do it. Resolves when the new one is in force. Needs `reload` and a proxy of its own. */
  reload(): Promise<void>
  /** The origin's address refuses connections, and those that are open are reset. Needs a proxy of its own. */
  originDown(): Promise<void>
  /** It takes connections again, at the same address. */
  originUp(): Promise<void>
  /** How many times faster than ours the proxy's clock runs; 1 unless the scenario asks for `clock`. */
  readonly clock: number
  /** A page in a real browser, at a URL of the proxy's. Needs `browser`. */
  browse(): Promise<BrowserPage>
  /**
   * Bytes that the kernel holds of a stream: on the way from the origin to the proxy, and from there to the client. Without a
   * proxy there is one connection, and `toClient` is 0. Undefined where the kernel cannot be asked (not Linux, a proxy in a
   * network namespace of its own), and of a chain, whose middle nobody here sees.
   */
  inKernel(
    client: ClientStream,
    exchange: Exchange,
  ): Promise<{ readonly fromOrigin: number; readonly toClient: number } | undefined>
  /** Records a step, for the criteria. */
  act(name: string, detail?: Readonly<Record<string, string | number | boolean>>): void
  /** Waits, as part of the question (a silence, a heartbeat's interval); never for readiness. */
  pause(ms: Ms): Promise<void>
  /** True when the promise resolved within `ms`. At the end of patience the event loop turns first, so that a stall here is not taken for one of the proxy's. */
  within(ms: Ms, promise: Promise<unknown>): Promise<boolean>
  /** Runs a section in which latencies are taken; few other test cases of the run take theirs at the same time. */
  undisturbed(section: () => Promise<void>): Promise<void>
  /** Local addresses that a client may connect from besides its usual one; none where the proxy is not on the loopback. */
  readonly otherAddresses: readonly string[]
  /** Milliseconds since the test case's start. */
  now(): Ms
}

export interface OpenOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE' | 'OPTIONS'
  /** Added to (or, by name, instead of) a browser EventSource's head; an empty value takes a field out. */
  readonly headers?: Readonly<Record<string, string>>
  /** `later`: sent bit by bit, chunked on HTTP/1.1, by `send` and `finish`. */
  readonly body?: string | 'later'
  /** Streams of one such name ask for the same URL. Default: a URL of its own. */
  readonly share?: string
  /**
   * Streams of one such name share a connection, where the front is HTTP/2; its first request waits for the server's SETTINGS,
   * so that none goes beyond its limit (fact `queued`). Default: a connection of its own.
   */
  readonly connection?: string
  /** One of `Stage.otherAddresses` to connect from; default: the system chooses. */
  readonly from?: string
  /** Asks for a WebSocket (RFC 6455) instead of a stream; then `send` sends messages, and `arrived` tells of those that came. HTTP/1.1 fronts only. */
  readonly upgrade?: boolean
  /** Added to the request target, without its `?`. */
  readonly query?: string
  /** The fact `end` tells the digest of the whole body. Default false. */
  readonly digest?: boolean
  /** Reconnects as WHATWG's EventSource does. Default false: one attempt, whatever the answer. */
  readonly reconnect?: boolean
}

/** The client's face, as a scenario sees it. */
export interface ClientStream {
  readonly name: string
  /** Resolves when the head of an attempt has arrived, or the attempt ended without one. */
  head(attempt?: number): Promise<void>
  /** Resolves when an event with this id, or a comment with this text, has arrived, in whichever attempt. Never rejects; may never resolve. */
  arrived(idOrComment: string): Promise<void>
  /** Resolves when at least so many body bytes (after decoding) have arrived in the current attempt. */
  bytes(atLeast: number): Promise<void>
  /** Body bytes after decoding that the current attempt has read. */
  readonly received: number
  /** Bytes that the current attempt has read off its connection, head and framing included. HTTP/1.1 with a whole request only; else 0. */
  readonly read: number
  /** Resolves when an attempt is over. */
  ended(attempt?: number): Promise<void>
  /** Resolves when the client has given up (see the fact `gave-up`). */
  gaveUp(): Promise<void>
  /** Leaves. Resolves when the socket is gone. */
  close(): Promise<void>
  /** Sends a part of a request body that comes `later`. */
  send(text: string): Promise<void>
  /** The request body is complete. */
  finish(): Promise<void>
  /**
   * Stops reading. On HTTP/1.1 the kernel's buffers fill, with the size that the system gives them; on HTTP/2 the stream's own
   * flow-control window of 256 KB does, and other streams of the connection go on.
   */
  pause(): void
  resume(): void
}

/** A page that was loaded through the proxy. Its EventSource streams tell the same facts as ours, as far as a page can see them. */
export interface BrowserPage {
  /** `new EventSource(url)`, a URL of its own, listening to `message` and to the named `events`; facts `head` (status 200, no fields) at `open`, `event`, `end` at `error` or `close`. */
  eventSource(name: string, events?: readonly string[]): ClientStream
}

export interface HeadOptions {
  /** Default 200. */
  readonly status?: number
  /** Default `chunked`; an HTTP/1.0 request is never answered so (RFC 9112 §6.1) but `close-delimited`. */
  readonly framing?: 'chunked' | 'close-delimited'
  /** Instead of the default Content-Type and Cache-Control. The profile's own origin headers are always added. */
  readonly headers?: readonly HeaderField[]
}

export interface SentEvent {
  /** Sent as `id:`; also the name by which the scenario waits for it. */
  readonly id: string
  readonly event?: string
  /** One line or several. */
  readonly data: string
  readonly retry?: number
}

/** An application's answer on its way through the origin. Its promises never reject. */
export interface Relayed {
  /** Resolves when its head has been sent, or the exchange is over. */
  readonly head: Promise<void>
  /** Resolves when so many events and comments have been sent, or the exchange is over. */
  sent(atLeast: number): Promise<void>
  /** Resolves when the answer has been sent to its end, the application broke it off, or the peer left. */
  readonly over: Promise<void>
}

/** The origin's face of one exchange, as a scenario sees it. Every write leaves as one segment. */
export interface Exchange {
  /** Of the request, as the origin received it; `undefined` when absent. */
  readonly lastEventId: string | undefined
  /** Bytes of the request's body that have come. */
  readonly read: number
  /** Resolves when at least so many have come. */
  body(atLeast: number): Promise<void>
  /** Resolves when the request's body is complete, or the peer has left. */
  requestEnd(): Promise<void>
  /** Sends the head alone, at once. */
  sendHead(options?: HeadOptions): Promise<void>
  sendEvent(event: SentEvent): Promise<void>
  sendComment(text: string): Promise<void>
  /** A comment line of so many bytes in all, incompressible. */
  sendPadding(bytes: number): Promise<void>
  /**
   * Lets an application answer instead, at `path`: the request's method, fields, query and body (up to 64 KB) go there as they
   * came, its head and body come back unchanged; only what belongs to one connection (RFC 9110 §7.6.1) is made anew. An
   * application that cannot be reached breaks the answer off.
   */
  answerFrom(application: Address, path: string): Relayed
  /** Bytes of the body as they are: a body of another type, an event cut anywhere. */
  sendBytes(bytes: Uint8Array | string): Promise<void>
  /** Accepts the upgrade that the request asks for; then messages that come in are echoed. False when it asks for none. */
  upgrade(): Promise<boolean>
  /** Ends as the framing says. */
  end(): Promise<void>
  /** FIN without an end; of a chunked body `inside` a chunk (default), or `between` two. */
  fin(where?: 'inside' | 'between'): Promise<void>
  reset(): Promise<void>
  /** Payload bytes sent so far. */
  readonly written: number
  /** Bytes of it that even the kernel has not taken yet, framing included. */
  readonly unsent: number
  /** `address:port` of both ends of its connection. */
  readonly ends: { readonly origin: string; readonly peer: string }
  /** Resolves when the peer has left. */
  left(): Promise<void>
}
