/** Two clocks: the proxy's, which its timers follow, and ours, in which facts are told. */
import type { Ms } from '../../harness/model/index.ts'

/** How many times faster than ours the proxy's clock runs. */
export const CLOCK = 60
/** Silence that is played, in the proxy's time. */
export const WINDOW: Ms = 120_000
/** A stream that is cut sooner was cut by a timer that `heartbeat` plays in our own time; in a time-lapse a moment of ours counts too much. */
export const SHORT: Ms = 7000

/** A length of the proxy's time, in ours. */
export const ours = (ms: Ms): Ms => ms / CLOCK
/** A length of our time, in the proxy's. */
export const proxys = (ms: Ms): Ms => ms * CLOCK
