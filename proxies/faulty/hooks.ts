/**
 * The ways in which the faithful proxy can be made to fail. Plain data, so that a defect can be handed to a process.
 * With none it changes nothing that a scenario can see.
 */
export interface Hooks {
  /** Body bytes are held until this many are there; then all of them go. */
  readonly holdBytes?: number
  /** Only the first so many bytes of a body are held. */
  readonly holdStart?: number
  /** The body is held until the origin ends. */
  readonly holdUntilEnd?: boolean
  /** The body is held until the origin ends if its first piece is at least so large, as compressors do. */
  readonly holdFrom?: number
  /** Event n goes when event n + 1 comes. */
  readonly oneBehind?: boolean
  /** What has come goes once in so many ms. */
  readonly tick?: number
  /** The response head waits for the first body byte. */
  readonly holdHead?: boolean
  readonly dropComments?: boolean
  /** Heartbeats by `data:` are swallowed (events whose data is `beat`). */
  readonly dropDataBeats?: boolean
  /** The nth event is lost, sent twice, altered, or swapped with the next. */
  readonly loseEvent?: number
  readonly duplicateEvent?: number
  readonly alterEvent?: number
  /** `event:` lines are left out. */
  readonly dropEventNames?: boolean
  /** Events that are an error of the model's are left out. */
  readonly dropErrorEvents?: boolean
  /** On a request with Last-Event-ID the first event is lost. */
  readonly loseAfterResume?: boolean
  readonly contentType?: string
  /** Fields of the answer whose names begin so (lower case) are left out. */
  readonly dropFields?: string
  /** An answer of status 400 or more gets another body. */
  readonly ownErrorPages?: boolean
  /** Cuts with the nth event, which still goes. */
  readonly cutAtEvent?: number
  /** Cuts after so many ms without a byte from the origin. */
  readonly cutIdle?: number
  /** Cuts so many ms after the head, whatever comes. */
  readonly cutTotal?: number
  /** Cuts by a proper end (default), a FIN or a RST. */
  readonly cutBy?: string
  readonly dropLastEventId?: boolean
  /** A stream that the origin broke off is ended properly. */
  readonly maskTruncation?: boolean
  /** A stream that the origin ended properly is broken off. */
  readonly breakEnd?: boolean
  /** The client is never told of an end. */
  readonly swallowEnd?: boolean
  /** A request with Last-Event-ID gets this status from the proxy. */
  readonly refuseResume?: number
  readonly gzip?: boolean
  /** As a compressor should, but for one thing: `unasked`, `any-coding`, `forbidden`, `held`, `no-vary`, `strong-etag`; `well` breaks nothing. */
  readonly compress?: string
  /** Of `gzip` and `compress`. Default gzip. */
  readonly coding?: 'gzip' | 'br' | 'zstd'
  /** The body is held until the origin ends where its answer says `X-Accel-Buffering: yes`. */
  readonly holdOnAccelYes?: boolean
  /** Whatever comes is passed on as an event stream with status 200. */
  readonly answerAsStream?: boolean
  /** Status 400 and more become this one. */
  readonly failAs?: number
  /** The request's body is held until it is complete. */
  readonly holdRequest?: boolean
  /** Fields of the request whose names begin so (lower case) are left out. */
  readonly dropRequestFields?: string
  /** A request for an upgrade loses it; gets this status; gets nothing; gets messages only at the end. */
  readonly dropUpgrade?: boolean
  readonly refuseUpgrade?: number
  readonly muteUpgrade?: boolean
  readonly holdUpgraded?: boolean
  /** What is done with a second request for one URL: `wait`, `collapse`, `replay`. */
  readonly share?: string
  /** When the origin cannot be reached: the status (default 502), none at all, CORS for everybody, and so many ms of not asking again. */
  readonly failureStatus?: number
  readonly muteFailure?: boolean
  readonly failWithCors?: boolean
  readonly downAfterFailure?: number
  /** The process ends by itself so many ms after its first stream began. */
  readonly crashAfter?: number
  /** After so many streams at once the next one gets what `beyond` says: `wait` (default), `reset`, or a status. */
  readonly mostStreams?: number
  readonly beyond?: string
  /** What `mostStreams` counts: all of them (default), those of each client address, or of each connection. */
  readonly counts?: 'all' | 'address' | 'connection'
  /** A place that was taken stays taken. */
  readonly placesLeak?: boolean
  /** SETTINGS_MAX_CONCURRENT_STREAMS of HTTP/2 (RFC 9113 §6.5.2). */
  readonly mostStreamsAnnounced?: number
  /** After a reload: streams that are open are ended, so many ms later; no request is answered for so long. */
  readonly cutAfterReload?: number
  readonly muteAfterReload?: number
  /** After a reload new streams get this status. */
  readonly refuseAfterReload?: number
  /** After a reload every stream is left open and gets nothing more. */
  readonly forgetAtReload?: boolean
  /** A stream that was silent for so many ms gets nothing more, and is left open. */
  readonly deafAfter?: number
  /** Breaks off with an origin that has sent no head after so many ms. */
  readonly headLimit?: number
  /** An answer whose head took longer than this many ms is thrown away. */
  readonly dropLateHead?: number
  /** On one connection of HTTP/2 all streams wait for one whose client does not read. */
  readonly headOfLine?: boolean
  /** There, once, all others wait so many ms for a stream that has got 200 KB. */
  readonly bigFirst?: number
  /** Streams of one connection beyond this number get their head, and then nothing. */
  readonly starveBeyond?: number
  /** What is held when the origin breaks off is dropped. */
  readonly dropHeldAtBreak?: boolean
  /** A client disconnect is never propagated to the origin: of every request, or of those with this method. */
  readonly ignoreLeaving?: boolean | 'POST'
  /** A client that does not read holds nobody up: what it does not take is kept. */
  readonly absorb?: boolean
  /** A client that does not take what waits for it for so many ms is cut off, and the origin with it. */
  readonly unreadLimit?: number
  /** CRLF becomes LF. */
  readonly recodeLineEnds?: boolean
  /** The first byte of a request's body is another one. */
  readonly alterRequest?: boolean
  /** A longer request body gets 413; one that takes longer, in ms, 408. */
  readonly mostBody?: number
  readonly slowestBody?: number
  /** A POST gets this status. */
  readonly refusePost?: number
  /** Connections to the origin are kept and reused. */
  readonly keepOrigin?: boolean
  /** An origin that broke off before its head is asked once more: `every` method, or `safe` ones. */
  readonly askAgain?: string
}

const TIMES = [
  'tick',
  'cutIdle',
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

/** The same on a clock that runs so many times faster than ours. */
export function inTimeLapse(hooks: Hooks, clock: number): Hooks {
  const times = TIMES.flatMap((name) => (hooks[name] === undefined ? [] : [[name, hooks[name] / clock]]))
  return { ...hooks, ...Object.fromEntries(times) }
}
