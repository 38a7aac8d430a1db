export const STREAM = 'stream'
/** The stream that measures latencies. */
export const TIMED = 'timed'
/** The stream that measures how many bytes are buffered, to 1 %. */
export const WEIGHED = 'weighed'
/** Act: what was measured on that stream is no buffer size. */
export const NOT_A_SIZE = 'not-a-size'
/** Data that arrives later than this (ms) after the last write was not flushed by that write. */
export const PROMPT = 100
