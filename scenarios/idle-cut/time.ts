/** Two clocks: the proxy's, which its timers follow, and real time, in which facts are recorded. */
import type { Ms } from '../../harness/model/index.ts'

/** Speed of the proxy's clock relative to real time. */
export const CLOCK = 60
/** Length of the idle period, in the proxy's time. */
export const WINDOW: Ms = 120_000
/** Timeouts up to this are measured by `heartbeat` in real time; with the fast clock a short delay of the machine weighs too much. */
export const SHORT: Ms = 7000

/** Converts the proxy's time to real time. */
export const ours = (ms: Ms): Ms => ms / CLOCK
/** Converts real time to the proxy's. */
export const proxys = (ms: Ms): Ms => ms * CLOCK
