export const STREAM = 'stream'
/** Who holds so many bytes for a client that does not read, and takes more, is bounded by nothing that a stream reaches soon. */
export const MOST_HELD = 16 * 1024 * 1024
/** The same where the kernel does not tell what it holds itself, which may be tens of megabytes: bytes that the origin sends. */
export const MOST_TAKEN = 64 * 1024 * 1024
/** When nothing is taken for so long, nothing will be: ms. */
export const STUCK = 1000
