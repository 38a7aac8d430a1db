/** Two clocks: the proxy's, which its timers follow, and real time, in which facts are recorded; and the names of the streams. */
import type { Ms } from '../../harness/model/index.ts'

/** Gets no response within the window. */
export const SILENT = 'silent'
/** More streams of the same kind, started later. */
export const AGAIN = ['silent-2', 'silent-3'] as const
/** Gets a late response. */
export const WITHIN = 'within'

/** Speed of the proxy's clock relative to real time. */
export const CLOCK = 60
/** How long the origin withholds its headers, in the proxy's time. */
export const WINDOW: Ms = 120_000
/** A response this late has to arrive if the timeout is longer. */
export const LATE: Ms = 45_000

/** Timeouts below this are not measured exactly: with the fast clock a short delay of the machine weighs too much. */
export const SHORT: Ms = 7000

export const ours = (ms: Ms): Ms => ms / CLOCK
export const proxys = (ms: Ms): Ms => ms * CLOCK
