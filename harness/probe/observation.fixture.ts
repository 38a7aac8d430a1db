/** What a probe saw of an open stream in which nothing has arrived. */
import type { Observation } from './observation.ts'

const head = {
  after: 5,
  status: 200,
  headers: [],
  framing: 'chunked',
  encoding: '',
  type: 'text/event-stream',
} as const

export const openStream: Observation & { readonly head: typeof head } = {
  front: 'h1',
  head,
  batches: [],
  events: [],
  retries: [],
  bytes: 0,
  window: 20_000,
  stall: 0,
}
