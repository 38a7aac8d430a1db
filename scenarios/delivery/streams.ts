export const STREAM = 'stream'
/** The stream that only takes latencies. */
export const TIMED = 'timed'
/** The stream that finds out how much is held, to a hundredth. */
export const WEIGHED = 'weighed'
/** Something that comes later than this after the last write was not made to come by that write, ms. */
export const PROMPT = 100
