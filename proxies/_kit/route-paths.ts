/** Paths of routes: one that ends in `/` stands for everything below it. */

/** Stands for what a client asks for below a path; no configuration names it. */
const BELOW = 'k3v9q7/stream'

/** What a client asks for to reach a route with this path. */
export const requestPath = (path: string): string => (path.endsWith('/') ? path + BELOW : path)

export const asFolder = (path: string): string => (path.endsWith('/') ? path : `${path}/`)
