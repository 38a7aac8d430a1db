/** Facts, and the traces that contain them. */
import type { AxisValues, CellId, Framing, HeaderField, Ms, QuestionId, RuntimeId } from './names.ts'
import type { Replacement, Settings } from './proxy.ts'
import type { ReachablePlace } from './reachable-place.ts'

/** How a TCP connection ended, as the socket reported it. `open`: it did not end. */
export type SocketEnd = 'fin' | 'rst' | 'open' | 'error'

/** The exchange that a fact belongs to. Client and origin facts are joined by the request header `sse-compat-stream`. */
export interface ClientKey {
  readonly side: 'client'
  /** Name that the scenario gave the stream, unique in its test case. */
  readonly client: string
  /** 1 for the first request, 2 for the first reconnect, … */
  readonly attempt: number
}
export interface OriginKey {
  readonly side: 'origin'
  /** Serial number of the connection that the proxy opened to the origin, unique in its trace. */
  readonly connection: number
  /** Serial number of the request on that connection. */
  readonly exchange: number
  /** The client attempt that the request belongs to. */
  readonly client: string
  readonly attempt: number
  /**
   * Present where a proxy dropped the join header: the client was found by the request target, and the attempt by the order of
   * requests.
   */
  readonly joinedBy?: 'target'
}
export interface HarnessKey {
  readonly side: 'harness'
}

/** What the client observed. Sizes are bytes. */
export type ClientFact = ClientKey & { readonly t: Ms } & (
    | { readonly fact: 'connected'; readonly local: string; readonly remote: string }
    /** The request head, as it was written to the socket. */
    | { readonly fact: 'request'; readonly raw: string }
    /** An informational response (1xx, RFC 9110 §15.2) was read before the response head. */
    | { readonly fact: 'interim'; readonly raw: string; readonly status: number }
    /** The response head, as it was read from the socket. */
    | {
        readonly fact: 'head'
        readonly raw: string
        readonly status: number
        readonly headers: readonly HeaderField[]
        readonly framing: Framing
        /** Of `Content-Encoding`; '' when there is none. */
        readonly encoding: string
      }
    /** Body bytes, after the transfer coding, before (`encoded`) and after (`bytes`) the content coding. */
    | { readonly fact: 'body'; readonly bytes: number; readonly encoded: number }
    /** A dispatched event. `size` is the length of `data` in UTF-16 units; `data` is truncated at 200. */
    | {
        readonly fact: 'event'
        readonly id: string
        readonly event: string
        readonly data: string
        readonly size: number
        /** First 16 hex digits of SHA-256 over event type, last event id and data, to detect an altered event. */
        readonly digest: string
      }
    | { readonly fact: 'comment'; readonly text: string; readonly size: number }
    /** `retry:` field, in ms. */
    | { readonly fact: 'retry'; readonly value: number }
    /** The last event id buffer was set (also by a block without data). */
    | { readonly fact: 'id'; readonly value: string }
    /** The exchange is over. `message`: complete by its framing, truncated, or no head was ever read (`none`). */
    | {
        readonly fact: 'end'
        readonly socket: SocketEnd
        readonly message: 'complete' | 'cut' | 'none'
        /** Error code that the HTTP client reported; '' for none. */
        readonly code: string
        /** True when the harness closed the stream itself. */
        readonly byUs: boolean
        /** Error code of the RST_STREAM frame that ended it (RFC 9113 §7), where the front is HTTP/2 and there was one. */
        readonly reset?: number
        /** First 16 hex digits of the SHA-256 of the body that was read, after decoding. Present where the scenario requested it. */
        readonly digest?: string
      }
    /** Bytes of the request's body were sent; `written` is their sum. Only for a body that is sent in pieces. */
    | { readonly fact: 'sent-body'; readonly bytes: number; readonly written: number }
    /** HTTP/2: the server's SETTINGS. -1: they did not contain SETTINGS_MAX_CONCURRENT_STREAMS (RFC 9113 §6.5.2: no limit). */
    | { readonly fact: 'settings'; readonly maxConcurrentStreams: number }
    /**
     * HTTP/2: the request is not sent yet, because its connection has as many open streams as the server allows. The fact
     * `request` follows when it is sent.
     */
    | { readonly fact: 'queued' }
    /** HTTP/2: the server sent GOAWAY (RFC 9113 §6.8). `covered`: it still serves this stream. */
    | { readonly fact: 'goaway'; readonly code: number; readonly covered: boolean }
    /** A message of an upgraded connection (WebSocket, RFC 6455) was received. */
    | { readonly fact: 'message'; readonly text: string }
    /** As WHATWG's EventSource: it waits `after` ms and sends another request, with this Last-Event-ID ('' sends none). */
    | { readonly fact: 'reconnecting'; readonly after: number; readonly lastEventId: string }
    /** As WHATWG's EventSource: it does not reconnect any more. */
    | { readonly fact: 'gave-up'; readonly because: string }
  )

/** What the origin observed and did. Sizes are bytes. */
export type OriginFact = OriginKey & { readonly t: Ms } & (
    | { readonly fact: 'connection'; readonly remote: string }
    | {
        readonly fact: 'request'
        readonly raw: string
        readonly method: string
        readonly target: string
        readonly version: '1.0' | '1.1' | '2'
        /** Without the header of `place`; so is `raw`. */
        readonly headers: readonly HeaderField[]
        /** Which place of the configuration sent it, by the proxy itself: the value of `PLACE_HEADER`. */
        readonly place?: string
      }
    /** An informational response was sent before the head. */
    | { readonly fact: 'sent-interim'; readonly raw: string; readonly status: number }
    /** The head was flushed alone. `asked` is the framing that the scenario requested, `framing` the one really used. */
    | {
        readonly fact: 'sent-head'
        readonly raw: string
        readonly asked: Framing
        readonly framing: Framing
        readonly status: number
      }
    /**
     * Payload was written; `bytes` before the transfer coding; `written` is the sum of payload so far. `id` names an event; for a
     * comment it is the text. `digest` equals that of the client's `event` fact if the proxy changes nothing. An application's
     * response is recorded twice: each piece as `bytes`, with the digest of the payload so far as in the client's `end`; then
     * each event and comment that the piece completed, with 0 bytes.
     */
    | {
        readonly fact: 'sent'
        readonly what: 'event' | 'comment' | 'padding' | 'bytes'
        readonly id: string
        readonly bytes: number
        readonly written: number
        readonly digest: string
      }
    /** Bytes of the request's body were received; `read` is their sum. */
    | { readonly fact: 'request-body'; readonly bytes: number; readonly read: number }
    /** The request's body is complete; first 16 hex digits of its SHA-256. */
    | { readonly fact: 'request-end'; readonly digest: string }
    /** A message of an upgraded connection (WebSocket, RFC 6455) was received. */
    | { readonly fact: 'message'; readonly text: string }
    /** The origin ended the exchange. `end`: as its framing requires; `fin` or `rst`: before that. */
    | { readonly fact: 'closed'; readonly how: 'end' | 'fin' | 'rst' }
    /** The peer (a proxy, or the client itself in the control) closed before the origin ended the exchange. */
    | { readonly fact: 'peer-left'; readonly socket: SocketEnd }
  )

/** What the harness did or observed. */
export type HarnessFact = HarnessKey & {
  readonly t: Ms
} /** A step of the scenario, with its name; `detail` is plain data. */ & (
    | {
        readonly fact: 'act'
        readonly name: string
        readonly detail: Readonly<Record<string, string | number | boolean>>
      }
    /** The event loop was stalled for `ms`, ending now: times near it are unreliable. */
    | { readonly fact: 'stall'; readonly ms: number }
    | { readonly fact: 'proxy'; readonly what: 'started' | 'died' | 'reloaded'; readonly detail: string }
  )

export type Fact = ClientFact | OriginFact | HarnessFact

/** The outcome of running a test case. Criteria judge only `complete` traces; `refused` is a verdict of its own. */
export type TraceState =
  | { readonly state: 'complete' }
  /**
   * The proxy refuses its configuration: its own message, with the profile's file and line where the message has them. `lacks`:
   * the reason is this module, which the build does not have, so it says nothing about the product.
   */
  | { readonly state: 'refused'; readonly message: string; readonly where?: string; readonly lacks?: string }
  | { readonly state: 'proxy-died'; readonly message: string; readonly logs: string }
  | { readonly state: 'skipped'; readonly because: string }
  /** A fault of the harness itself. It is reported as such and never attributed to the proxy. */
  | {
      readonly state: 'broken'
      readonly stage: string
      readonly message: string
      readonly logs: string
      /** Something was not done within its time limit. A busy machine may be the reason, so another try may succeed. */
      readonly late?: true
    }

/** One hop of a route, as it ran. */
export interface HopRecord {
  readonly proxy: string
  readonly profile: string
  readonly build: string
  readonly version: string
  /** SHA-256 of the profile's text. */
  readonly profileDigest: string
  readonly replaced: readonly Replacement[]
  /** Of `check`: how each place of the configuration identifies itself. */
  readonly places?: readonly ReachablePlace[]
}

/** First line of a trace file. */
export interface TraceHeader {
  readonly schema: 3
  /** `control`: without a proxy. */
  readonly kind: 'control' | 'route'
  readonly cell: CellId
  readonly question: QuestionId
  readonly scenario: string
  readonly scenarioVersion: number
  readonly axes: AxisValues
  /** Client first; empty for a control. */
  readonly route: readonly HopRecord[]
  readonly runtime: RuntimeId
  /** How many times this test case had run before in this run (an inconclusive one is retried at most three times). */
  readonly earlierTries: number
  readonly startedAt: string
  readonly settings: Settings
  /** How many times faster than the harness's clock the proxy's clock ran. Absent: at the same speed. Facts have the harness's time. */
  readonly clock?: number
  /** Only in a merged run: the shard that ran it (`2/4`). It is compared with that shard's control only. */
  readonly shard?: string
}

export interface Trace extends TraceHeader {
  readonly facts: readonly Fact[]
  readonly outcome: TraceState
  /** Wall time of the run, excluding the wait for a permission to measure latencies. */
  readonly took: Ms
}

/** `Omit` of each member of a union. */
export type OmitEach<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** A fact of one request attempt, without the key of its stream. */
export type AttemptFact = OmitEach<ClientFact, keyof ClientKey>
/** A fact of one exchange, without the key of its stream. */
export type ExchangeFact = OmitEach<OriginFact, keyof OriginKey>
