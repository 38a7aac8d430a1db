/** Facts, and the traces that keep them. */
import type { AxisValues, CellId, Framing, HeaderField, Ms, QuestionId, RuntimeId } from './names.ts'
import type { Replacement, Settings } from './proxy.ts'

/** How a TCP connection ended, as the socket saw it. `open`: it did not. */
export type SocketEnd = 'fin' | 'rst' | 'open' | 'error'

/** Which exchange a fact belongs to. Client and origin facts are joined by the request header `sse-compat-stream`. */
export interface ClientKey {
  readonly side: 'client'
  /** Name that the scenario gave to the stream, unique in its test case. */
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
  /** A proxy dropped the join header: the request target told the client, and the order of requests the attempt. */
  readonly joinedBy?: 'target'
}
export interface HarnessKey {
  readonly side: 'harness'
}

/** What the client saw. Sizes are bytes. */
export type ClientFact = ClientKey & { readonly t: Ms } & (
    | { readonly fact: 'connected'; readonly local: string; readonly remote: string }
    /** The request head, as it was written to the socket. */
    | { readonly fact: 'request'; readonly raw: string }
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
    /** A dispatched event. `size` is the length of `data` in UTF-16 units; `data` is cut at 200. */
    | {
        readonly fact: 'event'
        readonly id: string
        readonly event: string
        readonly data: string
        readonly size: number
        /** First 16 hex digits of SHA-256 over event type, last event id and data, to tell an altered one. */
        readonly digest: string
      }
    | { readonly fact: 'comment'; readonly text: string; readonly size: number }
    /** `retry:` field, in ms. */
    | { readonly fact: 'retry'; readonly value: number }
    /** The last event id buffer was set (also by a block without data). */
    | { readonly fact: 'id'; readonly value: string }
    /** The exchange is over. `message`: complete by its framing, cut, or no head was ever read (`none`). */
    | {
        readonly fact: 'end'
        readonly socket: SocketEnd
        readonly message: 'complete' | 'cut' | 'none'
        /** Error code as the HTTP client reported it; '' for none. */
        readonly code: string
        /** True when the harness closed the stream itself. */
        readonly byUs: boolean
        /** Error code of the RST_STREAM frame that ended it (RFC 9113 §7), where the front is HTTP/2 and there was one. */
        readonly reset?: number
        /** Of the body that was read, after decoding: first 16 hex digits of its SHA-256. Where the scenario asked for it. */
        readonly digest?: string
      }
    /** Bytes of the request's body went out; `written` is their sum. Only of a body that is sent bit by bit. */
    | { readonly fact: 'sent-body'; readonly bytes: number; readonly written: number }
    /** HTTP/2: the server's SETTINGS. -1: SETTINGS_MAX_CONCURRENT_STREAMS was not among them (RFC 9113 §6.5.2: no limit). */
    | { readonly fact: 'settings'; readonly maxConcurrentStreams: number }
    /** HTTP/2: the request waits, unsent, since as many streams are open on its connection as the server allows; `request` tells when it goes out. */
    | { readonly fact: 'queued' }
    /** HTTP/2: the server sent GOAWAY (RFC 9113 §6.8). `covered`: it still serves this stream. */
    | { readonly fact: 'goaway'; readonly code: number; readonly covered: boolean }
    /** A message of an upgraded connection (WebSocket, RFC 6455) came in. */
    | { readonly fact: 'message'; readonly text: string }
    /** As WHATWG's EventSource: it waits `after` ms and asks again, with this Last-Event-ID ('' sends none). */
    | { readonly fact: 'reconnecting'; readonly after: number; readonly lastEventId: string }
    /** As WHATWG's EventSource: it gives up for good. */
    | { readonly fact: 'gave-up'; readonly because: string }
  )

/** What the origin saw and did. Sizes are bytes. */
export type OriginFact = OriginKey & { readonly t: Ms } & (
    | { readonly fact: 'connection'; readonly remote: string }
    | {
        readonly fact: 'request'
        readonly raw: string
        readonly method: string
        readonly target: string
        readonly version: '1.0' | '1.1'
        readonly headers: readonly HeaderField[]
      }
    /** The head was flushed alone; `asked` is the framing that the scenario wanted, `framing` the one really used. */
    | {
        readonly fact: 'sent-head'
        readonly raw: string
        readonly asked: Framing
        readonly framing: Framing
        readonly status: number
      }
    /**
     * Payload was written; `bytes` before the transfer coding; `written` is the sum of payload so far. `id` names an event; of a comment it is the text.
     * `digest` is that of the `event` fact that a faithful proxy leads to. An application's answer is told twice: each piece as
     * `bytes`, with the digest of the payload so far as in the client's `end`, then what it completed, event by event and comment by
     * comment, with 0 bytes.
     */
    | {
        readonly fact: 'sent'
        readonly what: 'event' | 'comment' | 'padding' | 'bytes'
        readonly id: string
        readonly bytes: number
        readonly written: number
        readonly digest: string
      }
    /** Bytes of the request's body came in; `read` is their sum. */
    | { readonly fact: 'request-body'; readonly bytes: number; readonly read: number }
    /** The request's body is complete; first 16 hex digits of its SHA-256. */
    | { readonly fact: 'request-end'; readonly digest: string }
    /** A message of an upgraded connection (WebSocket, RFC 6455) came in. */
    | { readonly fact: 'message'; readonly text: string }
    /** The origin ended the exchange: `end` as its framing says, `fin` or `rst` before that. */
    | { readonly fact: 'closed'; readonly how: 'end' | 'fin' | 'rst' }
    /** The peer (a proxy, or the client itself in the control) left before the origin ended the exchange. */
    | { readonly fact: 'peer-left'; readonly socket: SocketEnd }
  )

/** What the harness did or noticed. */
export type HarnessFact = HarnessKey & {
  readonly t: Ms
} /** A step of the scenario, named by it; `detail` is plain data. */ & (
    | {
        readonly fact: 'act'
        readonly name: string
        readonly detail: Readonly<Record<string, string | number | boolean>>
      }
    /** The event loop was stalled for `ms`, ending now: times around here are not to be trusted. */
    | { readonly fact: 'stall'; readonly ms: number }
    | { readonly fact: 'proxy'; readonly what: 'started' | 'died' | 'reloaded'; readonly detail: string }
  )

export type Fact = ClientFact | OriginFact | HarnessFact

/** What became of running a test case. Only `complete` traces are judged by criteria; `refused` is a verdict of its own. */
export type TraceState =
  | { readonly state: 'complete' }
  /**
   * The proxy refuses its configuration: its own message, at the profile's file and line where it says so. `lacks`: since the build
   * does not have this module, which says nothing of the product.
   */
  | { readonly state: 'refused'; readonly message: string; readonly where?: string; readonly lacks?: string }
  | { readonly state: 'proxy-died'; readonly message: string; readonly logs: string }
  | { readonly state: 'skipped'; readonly because: string }
  /** The harness's own fault, reported as such and never as the proxy's. */
  | {
      readonly state: 'broken'
      readonly stage: string
      readonly message: string
      readonly logs: string
      /** Something was not done within its limit, which a busy machine may be the reason for: it may be done in another try. */
      readonly late?: true
    }

/** One hop of a route, as it was run. */
export interface HopRecord {
  readonly proxy: string
  readonly profile: string
  readonly build: string
  readonly version: string
  /** SHA-256 of the profile's text. */
  readonly profileDigest: string
  readonly replaced: readonly Replacement[]
}

/** First line of a trace file. */
export interface TraceHeader {
  readonly schema: 2
  /** `control`: without a proxy. */
  readonly kind: 'control' | 'route'
  readonly cell: CellId
  readonly question: QuestionId
  readonly scenario: string
  readonly scenarioVersion: number
  readonly axes: AxisValues
  /** Client first; none of a control. */
  readonly route: readonly HopRecord[]
  readonly runtime: RuntimeId
  /** How often this test case had been run before in this run (an inconclusive one is retried, at most twice). */
  readonly playedBefore: number
  readonly startedAt: string
  readonly settings: Settings
  /** How many times faster than ours the proxy's clock ran; absent: as ours. Facts are in our time. */
  readonly clock?: number
  /** Of a merged run: which machine ran it (`2/4`). It is compared with that machine's control only. */
  readonly shard?: string
}

export interface Trace extends TraceHeader {
  readonly facts: readonly Fact[]
  readonly outcome: TraceState
  /** Wall time of the run, without the wait for its turn to take latencies. */
  readonly took: Ms
}

/** `Omit` of each member of a union. */
export type OmitEach<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never
/** A fact of one request attempt, without the key of its stream. */
export type AttemptFact = OmitEach<ClientFact, keyof ClientKey>
/** A fact of one exchange, without the key of its stream. */
export type ExchangeFact = OmitEach<OriginFact, keyof OriginKey>
