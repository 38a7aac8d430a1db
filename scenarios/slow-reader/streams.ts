export const STREAM = 'stream'
/** The origin is asked for no more than this, in bytes: who takes it all is bounded by nothing that a stream reaches soon. */
export const MOST = 64 * 1024 * 1024
/** When nothing is taken for so long, nothing will be: ms. */
export const STUCK = 1000
