import type { Ms } from '../../harness/model/index.ts'

/** Succeeds, so that a proxy with upstream keep-alive has a connection to reuse. */
export const BEFORE = 'before'
export const STREAM = 'stream'
/** How long a slow origin withholds its response headers (ms). */
export const SLOW: Ms = 3500
/** Requests that the origin accepts for one of the client. */
export const MAX_REQUESTS = 4
