/** Parts that are each withheld until the previous one has reached the origin; if it does not, more are sent to find the flush trigger. */
export const GATED = 'gated'
/** Parts that are sent slowly, whether or not the previous one has arrived. */
export const SLOW = 'slow'
/** A large body, sent in one piece. */
export const LARGE = 'large'

export const PARTS = 3
export const PART = 2000
/** Total bytes, if the first part does not arrive. */
export const MAX_GATED = 80_000
export const LARGE_BODY = 1_500_000
/** The slow body: bytes per part, and the time between two parts, ms. */
export const SLOW_PART = 100
export const SLOW_PARTS = 5
export const SLOW_EVERY = 1000
