/** Two clocks: the proxy's, which its timers follow, and real time, in which facts are recorded. */
import type { AxisValues, Ms } from '../../harness/model/index.ts'

/** Speed of the proxy's clock relative to real time. */
export const CLOCK = 60
/** Axis `within`: total durations to test, in seconds of the proxy's time. */
export const WINDOWS = ['900', '300'] as const
/** Duration of one test case, in ms. Traces from before the axis existed have the longer one. */
export const windowOf = ({ within = WINDOWS[0] }: AxisValues): Ms => Number(within) * 1000
/** Time between two events of the active stream, in the proxy's time. */
export const EVERY: Ms = 10_000
/** Time between two events after the first stream was closed: shorter than most idle timeouts. */
export const EVERY_CLOSE: Ms = 2000
/** Silence of a stream without messages, and the time between two comments of another one, in the proxy's time. */
export const SILENCE: Ms = 720_000
export const KEEP_ALIVE: Ms = 30_000
/** Both are tested only where the test case lasts as long as this. */
export const QUIET_WITHIN: Ms = 900_000

/** Streams that are closed earlier are measured by `heartbeat`, in real time. */
export const SHORT: Ms = 7000

export const ours = (ms: Ms): Ms => ms / CLOCK
export const proxys = (ms: Ms): Ms => ms * CLOCK
