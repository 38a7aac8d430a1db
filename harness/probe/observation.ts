/** The observations of one stream. Plain data, from which everything else is computed. */
import type { Framing, Front, HeaderField, Ms, SocketEnd } from '../model/index.ts'
import type { TextFaults } from '../stream-text/stream-text.ts'

/** Parts that arrived together. Times are relative to the request. */
export interface Batch {
  readonly after: Ms
  /** Bytes of the body, after content decoding. */
  readonly bytes: number
  readonly events: number
  readonly comments: number
}

export interface ArrivedEvent {
  /** On the system's monotonic clock, so that streams of one probe can be compared. */
  readonly t: Ms
  readonly id: string
  /** Digest of event type, last event id and data. */
  readonly digest: string
}

export interface Observation {
  readonly front: Front
  /** Undefined where no response headers arrived. */
  readonly head?: {
    readonly after: Ms
    readonly status: number
    readonly headers: readonly HeaderField[]
    readonly framing: Framing
    /** Content coding; '' for none. */
    readonly encoding: string
    /** Media type, lower case; '' for none. */
    readonly type: string
  }
  /** What had not come about when the probe ended; absent where the request was sent. */
  readonly missing?: 'connection' | 'tls'
  readonly batches: readonly Batch[]
  readonly events: readonly ArrivedEvent[]
  /** Values of `retry:` fields. */
  readonly retries: readonly number[]
  readonly bytes: number
  /** Violations of the standard in the bytes; absent where the response is no event stream. */
  readonly text?: TextFaults
  /** How the server ended it; absent where the probe ended it. */
  readonly end?: {
    readonly after: Ms
    /** Time since the last byte of the body, or of the head. */
    readonly silence: Ms
    readonly message: 'complete' | 'cut' | 'none'
    readonly socket: SocketEnd
    readonly code: string
  }
  /** Why the probe ended it. */
  readonly stopped?: 'time' | 'bytes' | 'signal'
  readonly window: Ms
  /** Longest event-loop stall during the stream. */
  readonly stall: Ms
}
