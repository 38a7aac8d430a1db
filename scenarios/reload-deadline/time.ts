import type { Ms } from '../../harness/model/index.ts'

/** How much faster than ours the proxy's clock runs; the control keeps the same pace, so that it takes no longer. */
export const CLOCK = 10
/** In the proxy's time. A deadline of 30 s ends a moment after those, and has to be seen. */
export const WINDOW: Ms = 33_000
