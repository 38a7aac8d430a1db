/** Paths of routes: one that ends in `/` stands for everything below it, one that ends in `/?` for the path before the `?` alone. */

/** Stands for what a client asks for below a path; no configuration names it. */
const BELOW = 'k3v9q7/stream'

/** What a client asks for to reach a route with this path. */
export function requestPath(path: string): string {
  if (path.endsWith('/?')) return path.slice(0, -1)
  return path.endsWith('/') ? path + BELOW : path
}

/** A path that is answered, and nothing below it. */
export const alone = (path: string): string => (path.endsWith('/') ? `${path}?` : path)

export const asFolder = (path: string): string => (path.endsWith('/') ? path : `${path}/`)
