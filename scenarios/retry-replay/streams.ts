import type { Ms } from '../../harness/model/index.ts'

/** Succeeds, so that a proxy with upstream keep-alive has a connection to reuse. */
export const BEFORE = 'before'
export const STREAM = 'stream'
/** How long a slow origin withholds its response headers (ms). */
export const SLOW: Ms = 3500
/** An idle connection is closed after this time (ms), as by Node.js (`server.keepAliveTimeout`) and uvicorn. */
export const KEEPS_ALIVE: Ms = 5000
/** Concurrent requests before it, each on its own connection: a product with several processes has a connection pool in each of them. */
export const IDLE = Array.from({ length: 8 }, (_, n) => `idle-${n + 1}`)
/** Each of these is sent only if the previous one arrived on a connection that was not idle. */
export const TRIES = [STREAM, 'stream-2', 'stream-3', 'stream-4', 'stream-5', 'stream-6'] as const

/** Maximum number of the proxy's requests that the origin accepts for one request of the client. */
export const MAX_REQUESTS = 4
