/** What was seen of one stream. Plain data: everything else is made from it. */
import type { Framing, Front, HeaderField, Ms, SocketEnd } from '../model/index.ts'

/** What arrived together. Times are from the request on. */
export interface Batch {
  readonly after: Ms
  /** Of the body, content coding removed. */
  readonly bytes: number
  readonly events: number
  readonly comments: number
}

export interface ArrivedEvent {
  /** On the system's monotonic clock, to compare streams of one probe. */
  readonly t: Ms
  readonly id: string
  /** Of event type, last event id and data. */
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
    /** '' for none. */
    readonly encoding: string
    /** Media type, lower case; '' for none. */
    readonly type: string
  }
  readonly batches: readonly Batch[]
  readonly events: readonly ArrivedEvent[]
  /** `retry:` fields. */
  readonly retries: readonly number[]
  readonly bytes: number
  /** How the server ended it; absent where the probe did. */
  readonly end?: {
    readonly after: Ms
    /** Since the last byte of the body, or of the head. */
    readonly silence: Ms
    readonly message: 'complete' | 'cut' | 'none'
    readonly socket: SocketEnd
    readonly code: string
  }
  /** Why the probe ended it. */
  readonly stopped?: 'time' | 'bytes' | 'signal'
  readonly window: Ms
  /** Longest event-loop stall meanwhile. */
  readonly stall: Ms
}
