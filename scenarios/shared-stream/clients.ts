import type { Ms } from '../../harness/model/index.ts'

/** Maximum time for a second client's request to reach the origin; after that it counts as waiting for the first stream. */
export const PATIENCE: Ms = 700

/** The clients of one URL, in order: two concurrent ones, and one after both have ended. */
export interface Clients {
  readonly first: string
  readonly second: string
  readonly later: string
}

/** Requests as EventSource sends them: with Cache-Control: no-cache. */
export const EVENT_SOURCES: Clients = { first: 'first', second: 'second', later: 'later' }
/** Requests as fetch sends them: without it. */
export const FETCHES: Clients = { first: 'fetch-first', second: 'fetch-second', later: 'fetch-later' }

/** Events are named after the client that they are sent to. */
export const idFor = (client: string, n: number): string => `${client}.${n}`
export const ownerOf = (id: string): string => id.replace(/\.\d+$/, '')
