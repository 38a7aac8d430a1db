export const STREAM = 'stream'
/** Between two events, in ms. */
export const EVERY = 100
/** Writes after the disconnect before the origin counts as not notified. */
export const MAX_WRITES = 20
