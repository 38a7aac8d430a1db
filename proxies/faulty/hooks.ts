/**
 * The ways in which the correct proxy can be made to fail. Plain data, so that a defect can be passed to a process. Without hooks
 * it changes nothing that a scenario can observe.
 */
export interface Hooks {
  /** Body bytes are buffered until this many have arrived; then all are flushed. */
  readonly holdBytes?: number
  /** The same, for a response with a Content-Length. */
  readonly holdKnownLength?: number
  /** Only the first bytes of a body, this many, are buffered. */
  readonly holdStart?: number
  /** The body is buffered until the origin ends. */
  readonly holdUntilEnd?: boolean
  /** The body is buffered until the origin ends if its first piece has at least this size, as compressors do. */
  readonly holdFrom?: number
  /** Event n is forwarded when event n + 1 arrives. */
  readonly oneBehind?: boolean
  /** Flush interval, ms. */
  readonly tick?: number
  /** The response head is delayed until the first body byte. */
  readonly holdHead?: boolean
  readonly dropComments?: boolean
  /** Heartbeats sent as `data:` (events whose data is `beat`) are dropped. */
  readonly dropDataBeats?: boolean
  /** The nth event is lost, sent twice, altered, or swapped with the next. */
  readonly loseEvent?: number
  readonly duplicateEvent?: number
  readonly alterEvent?: number
  /** `event:` lines are removed. */
  readonly dropEventNames?: boolean
  /** Events with an error of the model are removed. */
  readonly dropErrorEvents?: boolean
  /** For a request with Last-Event-ID the first event is lost. */
  readonly loseAfterResume?: boolean
  readonly contentType?: string
  /** Response fields whose names begin with this (lower case) are removed. */
  readonly dropFields?: string
  /** The body of a response with status 400 or more is replaced. */
  readonly ownErrorPages?: boolean
  /** Ends the stream at the nth event, which is still forwarded. */
  readonly cutAtEvent?: number
  /** Ends the stream after this many ms without a byte from the origin. */
  readonly cutIdle?: number
  /** The same, for the response to a POST. */
  readonly cutIdlePost?: number
  /** Ends the stream this many ms after the head, regardless of activity. */
  readonly cutTotal?: number
  /** Ends it by a proper end (default), a FIN or a RST. */
  readonly cutBy?: string
  readonly dropLastEventId?: boolean
  /** A stream that the origin aborted is ended properly. */
  readonly maskTruncation?: boolean
  /** A stream that the origin ended properly is aborted. */
  readonly breakEnd?: boolean
  /** The client's stream is never ended. */
  readonly swallowEnd?: boolean
  /** The proxy responds with this status to a request with Last-Event-ID. */
  readonly refuseResume?: number
  readonly gzip?: boolean
  /**
   * Compresses as a compressor should, except for one fault: `unasked`, `any-coding`, `forbidden`, `held`, `no-vary`,
   * `strong-etag`; `well` has no fault.
   */
  readonly compress?: string
  /** Content coding of `gzip` and `compress`. Default gzip. */
  readonly coding?: 'gzip' | 'br' | 'zstd'
  /** The body is buffered until the origin ends if the response has `X-Accel-Buffering: yes`. */
  readonly holdOnAccelYes?: boolean
  /** Every response is forwarded as an event stream with status 200. */
  readonly answerAsStream?: boolean
  /** Statuses of 400 or more become this one. */
  readonly failAs?: number
  /** The request's body is buffered until it is complete. */
  readonly holdRequest?: boolean
  /** Request fields whose names begin with this (lower case) are removed. */
  readonly dropRequestFields?: string
  /** The Host of a request is replaced by `backend`. */
  readonly ownHost?: boolean
  /** An upgrade request loses its Upgrade; gets this status; gets no response; gets messages only at the end. */
  readonly dropUpgrade?: boolean
  readonly refuseUpgrade?: number
  readonly muteUpgrade?: boolean
  readonly holdUpgraded?: boolean
  /** Handling of a second request for one URL: `wait`, `collapse`, `replay`, `replay-cacheable`. */
  readonly share?: string
  /**
   * When the origin cannot be reached: the status (default 502), no response at all, CORS for every origin, and a time (ms)
   * without further requests to it.
   */
  readonly failureStatus?: number
  readonly muteFailure?: boolean
  readonly failWithCors?: boolean
  readonly downAfterFailure?: number
  /** The process exits this many ms after its first stream began. */
  readonly crashAfter?: number
  /** With this many concurrent streams, the next one gets what `beyond` says: `wait` (default), `reset`, or a status. */
  readonly mostStreams?: number
  readonly beyond?: string
  /** What `mostStreams` counts: all streams (default), those of each client address, or of each connection. */
  readonly counts?: 'all' | 'address' | 'connection'
  /** The slot of a closed stream is never freed. */
  readonly placesLeak?: boolean
  /** SETTINGS_MAX_CONCURRENT_STREAMS of HTTP/2 (RFC 9113 §6.5.2). */
  readonly mostStreamsAnnounced?: number
  /** After a reload: open streams are ended after this time; no request gets a response for this time. */
  readonly cutAfterReload?: number
  readonly muteAfterReload?: number
  /** After a reload new streams get this status. */
  readonly refuseAfterReload?: number
  /** After a reload every open stream stays open and gets no more data. */
  readonly forgetAtReload?: boolean
  /** A stream that was silent for this many ms stays open and gets no more data. */
  readonly deafAfter?: number
  /** Aborts the request if the origin has sent no head after this many ms. */
  readonly headLimit?: number
  /** A 103 response is taken for the final one. */
  readonly finalEarlyHints?: boolean
  /** The response after a 103 is buffered, headers and body, until this many bytes of the body have arrived. */
  readonly holdAfterEarlyHints?: number
  /** A response whose head took longer than this many ms is discarded. */
  readonly dropLateHead?: number
  /** All streams of an HTTP/2 connection wait for one whose client does not read. */
  readonly headOfLine?: boolean
  /** On such a connection, all other streams wait once for this many ms for a stream that has received 200 KB. */
  readonly bigFirst?: number
  /** Streams of one connection above this number get their head, and then nothing. */
  readonly starveBeyond?: number
  /** Buffered data is dropped when the origin aborts. */
  readonly dropHeldAtBreak?: boolean
  /** A client disconnect is never propagated to the origin: for all requests, or for those with this method. */
  readonly ignoreLeaving?: boolean | 'POST'
  /** A client that vanished without FIN or RST is never noticed. */
  readonly ignoreVanishing?: boolean
  /** Without backpressure: data that a client does not read is buffered without limit. */
  readonly absorb?: boolean
  /** A client that does not read pending data for this many ms is disconnected, and the origin with it. */
  readonly unreadLimit?: number
  /** CRLF is converted to LF. */
  readonly recodeLineEnds?: boolean
  /** The first byte of a request's body is changed. */
  readonly alterRequest?: boolean
  /** A larger request body gets 413; one that takes longer (ms) 408. */
  readonly mostBody?: number
  readonly slowestBody?: number
  /** A POST gets this status. */
  readonly refusePost?: number
  /** Connections to the origin are kept open and reused. */
  readonly keepOrigin?: boolean
  /** After an origin aborts before its head, the request is sent once more: for `every` method, or `safe` ones. */
  readonly askAgain?: string
}

const TIMES = [
  'tick',
  'cutIdle',
  'cutIdlePost',
  'cutTotal',
  'cutAfterReload',
  'muteAfterReload',
  'crashAfter',
  'deafAfter',
  'headLimit',
  'dropLateHead',
  'unreadLimit',
  'downAfterFailure',
] as const

/** The same hooks for a clock that runs this many times faster than real time. */
export function inTimeLapse(hooks: Hooks, clock: number): Hooks {
  const times = TIMES.flatMap((name) => (hooks[name] === undefined ? [] : [[name, hooks[name] / clock]]))
  return { ...hooks, ...Object.fromEntries(times) }
}
