import type { Ms } from '../../harness/model/index.ts'

/** Goes well, so that a proxy that keeps its connection to the origin has one to use again. */
export const BEFORE = 'before'
export const STREAM = 'stream'
/** How long a slow origin withholds its head. */
export const SLOW: Ms = 3500
/** Requests that an origin is ready to see for one. */
export const MOST = 4
