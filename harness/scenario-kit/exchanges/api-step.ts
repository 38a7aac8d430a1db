/** API requests and the origin's response to each: data that a scenario sends and its criteria compare with. */
import { createHash } from 'node:crypto'
import type { HeaderField, OpenOptions } from '../../model/index.ts'

export interface ApiStep {
  /** Name of the request's stream. */
  readonly name: string
  /** As a report names it, e.g. `tools/call`. */
  readonly title: string
  readonly method: NonNullable<OpenOptions['method']>
  /** Request fields, in addition to those of every request of the measuring client. */
  readonly fields: Readonly<Record<string, string>>
  /** '' for none. */
  readonly body: string
  readonly status: number
  readonly answerFields: readonly HeaderField[]
  /** The body of the response. In an event stream each block is one message, and is sent once the client has the previous one. */
  readonly blocks: readonly string[]
}

export const STREAM_TYPE = 'text/event-stream'

export const isStream = ({ answerFields }: ApiStep): boolean =>
  answerFields.some(([name, value]) => name === 'Content-Type' && value === STREAM_TYPE)

/** The same digest as in the facts `end` and `request-end`. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)
