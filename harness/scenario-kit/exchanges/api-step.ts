/** Requests of an API and what the origin answers to each: data that a scenario runs through and its criteria compare with. */
import { createHash } from 'node:crypto'
import type { HeaderField, OpenOptions } from '../../model/index.ts'

export interface ApiStep {
  /** Name of its stream. */
  readonly name: string
  /** As a report names it, e.g. `tools/call`. */
  readonly title: string
  readonly method: NonNullable<OpenOptions['method']>
  /** Fields of the request, beside those that every request of the measuring client has. */
  readonly fields: Readonly<Record<string, string>>
  /** '' for none. */
  readonly body: string
  readonly status: number
  readonly answerFields: readonly HeaderField[]
  /** The body of the response. An event stream has one block for each message, and each is sent once the client has the one before. */
  readonly blocks: readonly string[]
}

export const STREAM_TYPE = 'text/event-stream'

export const isStream = ({ answerFields }: ApiStep): boolean =>
  answerFields.some(([name, value]) => name === 'Content-Type' && value === STREAM_TYPE)

/** As in the facts `end` and `request-end`. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)
