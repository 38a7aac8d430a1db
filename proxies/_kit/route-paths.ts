/** Paths of routes: a path that ends in `/` means everything below it, one that ends in `/?` only the path before the `?`. */

/**
 * Represents a client's path below a route, in the form that requests have (`nameInTarget`); no configuration names it, and no
 * expression for words such as `stream` matches it.
 */
const BELOW = '4b0c9e71d2a8/c73747265616d'

/** The path that a client requests to reach a route with this path. */
export function requestPath(path: string): string {
  if (path.endsWith('/?')) return path.slice(0, -1)
  return path.endsWith('/') ? path + BELOW : path
}

/** A path that is served, with nothing below it. */
export const alone = (path: string): string => (path.endsWith('/') ? `${path}?` : path)

export const asFolder = (path: string): string => (path.endsWith('/') ? path : `${path}/`)
