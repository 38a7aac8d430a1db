/**
 * Messages between a remote origin (`servers/lab`) and the client that scripts it (`harness/lab`). Each is a POST with a JSON
 * body that the chain in between may buffer: request and response are complete messages, and no response waits for more than a
 * second.
 */
import type { HeadOptions, Ms, OriginFact, SentEvent } from '../../harness/model/index.ts'

/** Contains the token of `serve --lab`. A separate field, because a chain may use Authorization itself. */
export const TOKEN_FIELD = 'sse-compat-token'
/** An older server rejects a newer version. */
export const PROTOCOL = 1
/** Maximum time that a poll waits for news: shorter than any idle timeout with which a chain can still carry streams. */
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
  /** Serial number in the session: a call that is repeated, because its response was lost, is not executed again. */
  readonly call: number
  readonly exchange: number
  readonly does: LabCall
}

export type LabRequest =
  | { readonly want: 'hello'; readonly protocol: number }
  /** Reads the clock only. */
  | { readonly want: 'clock'; readonly session: string }
  /** A test case is over: its open streams are ended. */
  | { readonly want: 'leave'; readonly session: string; readonly token: string }
  | { readonly want: 'calls'; readonly session: string; readonly calls: readonly NumberedCall[] }
  /** Requests the news after number `since`; the server drops those up to it. `patience`: waits for less than POLL. */
  | { readonly want: 'news'; readonly session: string; readonly since: number; readonly patience?: Ms }
  | { readonly want: 'bye'; readonly session: string }

/** What happened at the origin. Times are on the origin's own clock. */
export type LabNews =
  | { readonly news: 'fact'; readonly token: string; readonly exchange: number; readonly fact: OriginFact }
  | {
      readonly news: 'exchange'
      readonly token: string
      readonly client: string
      readonly attempt: number
      readonly exchange: number
      readonly lastEventId?: string
      /** False where its request declares no body. Absent: an older server. */
      readonly hasBody?: boolean
    }
  | { readonly news: 'left'; readonly exchange: number }
  /** A stream was refused because the lab has too many: the limit is none of the chain's. */
  | { readonly news: 'full' }
  /** A call is done: the kernel has its bytes, or they can no longer be sent. */
  | {
      readonly news: 'done'
      readonly call: number
      readonly exchange: number
      readonly written: number
      readonly unsent: number
    }

export interface LabAnswer {
  /** When the server had received the complete request, and when it responded; on its own clock. */
  readonly came: Ms
  readonly answered: Ms
  /** The response to `hello`. */
  readonly session?: string
  /** The start of the token of each of its test cases: it gives access to their streams. */
  readonly prefix?: string
  /** Number of the last entry of `news`. */
  readonly until?: number
  readonly news?: readonly LabNews[]
  /** Why the message was rejected. */
  readonly refused?: string
}
