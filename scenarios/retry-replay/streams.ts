import type { Ms } from '../../harness/model/index.ts'

/** Succeeds, so that a proxy with upstream keep-alive has a connection to reuse. */
export const BEFORE = 'before'
export const STREAM = 'stream'
/** How long a slow origin withholds its response headers (ms). */
export const SLOW: Ms = 3500
/** An idle connection is closed after this time (ms), as by Node.js (`server.keepAliveTimeout`) and uvicorn. */
export const KEEPS_ALIVE: Ms = 5000
/** So many at once before it, each on a connection of its own: a product of several processes has a pool in each. */
export const IDLE = Array.from({ length: 8 }, (_, n) => `idle-${n + 1}`)
/** Each is sent only if the one before it arrived on a connection that was not idle. */
export const TRIES = [STREAM, 'stream-2', 'stream-3', 'stream-4', 'stream-5', 'stream-6'] as const

/** Requests that the origin accepts for one of the client. */
export const MAX_REQUESTS = 4
