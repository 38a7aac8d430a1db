/** Paths of routes: a path that ends in `/` means everything below it, one that ends in `/?` only the path before the `?`. */

/** Represents a client's path below a route; no configuration names it. */
const BELOW = 'k3v9q7/stream'

/** The path that a client requests to reach a route with this path. */
export function requestPath(path: string): string {
  if (path.endsWith('/?')) return path.slice(0, -1)
  return path.endsWith('/') ? path + BELOW : path
}

/** A path that is served, with nothing below it. */
export const alone = (path: string): string => (path.endsWith('/') ? `${path}?` : path)

export const asFolder = (path: string): string => (path.endsWith('/') ? path : `${path}/`)
