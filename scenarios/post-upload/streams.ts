/** Parts that are each withheld until the one before is at the origin; where it does not come, more of them, to find what lets it go. */
export const GATED = 'gated'
/** Parts that come slowly, whatever happens. */
export const SLOW = 'slow'
/** A large body at once. */
export const LARGE = 'large'

export const PARTS = 3
export const PART = 2000
/** Bytes in all, where the first part does not come. */
export const MOST_GATED = 80_000
export const LARGE_BODY = 1_500_000
/** Of the slow one: bytes, and the time between two, in ms. */
export const SLOW_PART = 100
export const SLOW_PARTS = 5
export const SLOW_EVERY = 1000
