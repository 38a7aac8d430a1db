/**
 * What a remote origin (`servers/lab`) and whoever scripts it (`harness/lab`) say to each other. Each message is a POST with a JSON
 * body that the chain in between may buffer: both sides are complete messages, and none waits for more than a second.
 */
import type { HeadOptions, Ms, OriginFact, SentEvent } from '../../harness/model/index.ts'

/** Carries the token of `serve --lab`. A name of its own, so that a chain may use Authorization for itself. */
export const TOKEN_FIELD = 'sse-compat-token'
/** A newer one is not understood by an older server. */
export const PROTOCOL = 1
/** Longest time that a poll waits for news; shorter than any idle limit that a chain can have and still carry streams. */
export const POLL: Ms = 900

/** One act on an exchange. */
export type LabCall =
  | { readonly act: 'head'; readonly options: HeadOptions }
  | { readonly act: 'event'; readonly event: SentEvent }
  | { readonly act: 'comment'; readonly text: string }
  | { readonly act: 'padding'; readonly bytes: number }
  /** Base64. */
  | { readonly act: 'bytes'; readonly base64: string }
  | { readonly act: 'end' }
  | { readonly act: 'fin'; readonly where: 'inside' | 'between' }
  | { readonly act: 'reset' }

export interface NumberedCall {
  /** Counts in the session: one that comes again, since its answer was lost, is not done again. */
  readonly call: number
  readonly exchange: number
  readonly does: LabCall
}

export type LabRequest =
  | { readonly want: 'hello'; readonly protocol: number }
  /** Clock readings only. */
  | { readonly want: 'clock'; readonly session: string }
  /** A test case is over: what is open of it ends. */
  | { readonly want: 'leave'; readonly session: string; readonly token: string }
  | { readonly want: 'calls'; readonly session: string; readonly calls: readonly NumberedCall[] }
  /** News after number `since`; those up to it are forgotten. */
  | { readonly want: 'news'; readonly session: string; readonly since: number }
  | { readonly want: 'bye'; readonly session: string }

/** What happened at the origin. Times are on its own clock. */
export type LabNews =
  | { readonly news: 'fact'; readonly token: string; readonly exchange: number; readonly fact: OriginFact }
  | {
      readonly news: 'exchange'
      readonly token: string
      readonly client: string
      readonly attempt: number
      readonly exchange: number
      readonly lastEventId?: string
    }
  | { readonly news: 'left'; readonly exchange: number }
  /** A call is done: the kernel has its bytes, or they can no longer be sent. */
  | {
      readonly news: 'done'
      readonly call: number
      readonly exchange: number
      readonly written: number
      readonly unsent: number
    }

export interface LabAnswer {
  /** When the request was complete at the server, and when it answered; on its own clock. */
  readonly came: Ms
  readonly answered: Ms
  /** The answer to `hello`. */
  readonly session?: string
  /** What the token of each of its test cases begins with: whoever knows it reaches their streams. */
  readonly prefix?: string
  /** Number of the last of `news`. */
  readonly until?: number
  readonly news?: readonly LabNews[]
  /** Why nothing was done. */
  readonly refused?: string
}
