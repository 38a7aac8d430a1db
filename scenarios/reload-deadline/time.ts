import type { Ms } from '../../harness/model/index.ts'

/** Speed of the proxy's clock relative to real time; the control uses the same pace, so that it takes no longer. */
export const CLOCK = 10
/** In the proxy's time. A little over 30 s, so that a deadline of 30 s is still observed. */
export const WINDOW: Ms = 33_000
