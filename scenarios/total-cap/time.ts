/** Two clocks: the proxy's, which its timers follow, and ours, in which facts are told. */
import type { Ms } from '../../harness/model/index.ts'

/** How many times faster than ours the proxy's clock runs. */
export const CLOCK = 60
/** Age of a stream that is played, in the proxy's time. */
export const WINDOW: Ms = 900_000
/** Between two events of the busy stream, in the proxy's time. */
export const EVERY: Ms = 10_000
/** Between two events where the first stream was cut: shorter than most timers for silence. */
export const EVERY_CLOSE: Ms = 2000

/** A stream that is cut at a younger age is left to `heartbeat`, which plays it in our own time. */
export const SHORT: Ms = 7000

export const ours = (ms: Ms): Ms => ms / CLOCK
export const proxys = (ms: Ms): Ms => ms * CLOCK
