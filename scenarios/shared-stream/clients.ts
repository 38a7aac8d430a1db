/** Who asks for one URL, in this order: two at once, and one when the first two are done. */
export interface Clients {
  readonly first: string
  readonly second: string
  readonly later: string
}

/** As EventSource asks: with Cache-Control: no-cache. */
export const EVENT_SOURCES: Clients = { first: 'first', second: 'second', later: 'later' }
/** As fetch asks: without it. */
export const FETCHES: Clients = { first: 'fetch-first', second: 'fetch-second', later: 'fetch-later' }

/** Events are named after the client that they are sent to. */
export const idFor = (client: string, n: number): string => `${client}.${n}`
export const ownerOf = (id: string): string => id.replace(/\.\d+$/, '')
