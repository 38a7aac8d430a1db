/**
 * The ways in which the faithful proxy can be made to fail. Plain data, so that a defect can be handed to a process.
 * With none it changes nothing that a scenario can see.
 */
export interface Hooks {
  /** Body bytes are held until this many are there; then all of them go. */
  readonly holdBytes?: number
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
  /** On a request with Last-Event-ID the first event is lost. */
  readonly loseAfterResume?: boolean
  readonly contentType?: string
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
  /** The process ends by itself so many ms after its first stream began. */
  readonly crashAfter?: number
}
