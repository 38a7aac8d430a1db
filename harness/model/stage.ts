/** What a scenario may do, and what it does it with. */
import type { AxisValues, HeaderField, Ms } from './names.ts'

/** What a scenario may do. Everything it does becomes a fact. */
export interface Stage {
  readonly axes: AxisValues
  /** Opens a stream through the route. Returns at once. `name` is unique in the cell. */
  open(name: string, options?: OpenOptions): ClientStream
  /**
   * The origin's side of a client's attempt (1 is the first). `undefined` when the attempt ended, or `patience` ms
   * went by (default 5,000), before the origin saw it.
   */
  exchange(name: string, attempt?: number, patience?: Ms): Promise<Exchange | undefined>
  /** Records a step, for the criteria. */
  act(name: string, detail?: Readonly<Record<string, string | number | boolean>>): void
  /** Waits, as part of the question (a silence, a heartbeat's interval); never for readiness. */
  pause(ms: Ms): Promise<void>
  /** True when the promise resolved within `ms`. At the end of patience the event loop turns first, so that a stall here is not taken for one of the proxy's. */
  within(ms: Ms, promise: Promise<unknown>): Promise<boolean>
  /** Runs a section in which latencies are taken; few other cells of the run take theirs at the same time. */
  undisturbed(section: () => Promise<void>): Promise<void>
  /** Milliseconds since the cell's start. */
  now(): Ms
}

export interface OpenOptions {
  readonly method?: 'GET' | 'POST'
  /** Added to (or, by name, instead of) a browser EventSource's head. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
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
  /** Resolves when an attempt is over. */
  ended(attempt?: number): Promise<void>
  /** Resolves when the client has given up (see the fact `gave-up`). */
  gaveUp(): Promise<void>
  /** Leaves. Resolves when the socket is gone. */
  close(): Promise<void>
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

/** The origin's face of one exchange, as a scenario sees it. Every write leaves as one segment. */
export interface Exchange {
  /** Of the request, as the origin received it; `undefined` when absent. */
  readonly lastEventId: string | undefined
  /** Sends the head alone, at once. */
  sendHead(options?: HeadOptions): Promise<void>
  sendEvent(event: SentEvent): Promise<void>
  sendComment(text: string): Promise<void>
  /** A comment line of so many bytes in all, incompressible. */
  sendPadding(bytes: number): Promise<void>
  /** Ends as the framing says. */
  end(): Promise<void>
  /** FIN without an end; with a chunked body inside a chunk. */
  fin(): Promise<void>
  reset(): Promise<void>
  /** Payload bytes sent so far. */
  readonly written: number
  /** Resolves when the peer has left. */
  left(): Promise<void>
}
