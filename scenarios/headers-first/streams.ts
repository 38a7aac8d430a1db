/** The names of the streams. */
export const STREAM = 'stream'
/** The stream that measures how many bytes are buffered, to 1 %. */
export const WEIGHED = 'weighed'
/** The same stream without a 103, where the other one has a 103. */
export const PLAIN = 'plain'
