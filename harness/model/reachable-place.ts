/** Which place of a configuration a request reached: what the proxy reports of it by itself. */

/**
 * Different in each process, so that a configuration cannot name, and so set or change, what the harness adds to it. nginx's hash of
 * header names has room for 46 characters.
 */
export const UNGUESSABLE = crypto.randomUUID().replaceAll('-', '').slice(0, 16)

/**
 * Request header that `prepare` adds where `PrepareOptions.marked` asks for it. The test upstream, in the same process, removes it from
 * what scenarios see, and records it as a fact of its own.
 */
export const PLACE_HEADER = `Sse-Compat-Place-${UNGUESSABLE}`

/** One place that passes requests on. */
export interface ReachablePlace {
  /** The header's value, or the start of it. */
  readonly marker: string
  /** `below`: the value may go on with a slash. `start`: with anything. Of several places the one with the longest marker is meant. */
  readonly fits: 'exactly' | 'below' | 'start'
  /**
   * What follows the marker is taken from a path that an expression matched, so that a request through this place may look like one
   * through a place with a longer marker.
   */
  readonly isOpen?: true
  /** Equals `ProxiedRoute.place` of the route that it serves. '': some place of its server. */
  readonly id: string
  /** `file:line` of the directive that passes the request on. */
  readonly where: string
  /** `file:line` of its virtual server; '' where the files contain no block for it. */
  readonly server: string
}
