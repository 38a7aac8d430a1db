/** Which place of a configuration a request reached: what the proxy reports of it by itself. */

/**
 * Request header that `prepare` adds where `PrepareOptions.marked` asks for it. The test upstream removes it from what scenarios
 * see, and records it as a fact of its own.
 */
export const PLACE_HEADER = 'Sse-Compat-Place'

/** One place that passes requests on. */
export interface ReachablePlace {
  /** Equals `ProxiedRoute.place` of the route that it serves. */
  readonly id: string
  /** `file:line` of the directive that passes the request on. */
  readonly where: string
  /** `file:line` of its virtual server; '' where the files contain no block for it. */
  readonly server: string
}
