/** Two clocks: the proxy's, which its timers follow, and ours, in which facts are told; and the streams that are played. */
import type { Ms } from '../../harness/model/index.ts'

/** Not answered for as long as is played. */
export const SILENT = 'silent'
/** The same, beside it. */
export const AGAIN = ['silent-2', 'silent-3'] as const
/** Answered late. */
export const WITHIN = 'within'

/** How many times faster than ours the proxy's clock runs. */
export const CLOCK = 60
/** How long the origin keeps silent before its head, in the proxy's time. */
export const WINDOW: Ms = 120_000
/** An answer that comes so late has to arrive where the limit is higher. */
export const LATE: Ms = 45_000

/** A limit that is lower than this is not told by number: in a time-lapse a moment of ours would count too much. */
export const SHORT: Ms = 7000

export const ours = (ms: Ms): Ms => ms / CLOCK
export const proxys = (ms: Ms): Ms => ms * CLOCK
