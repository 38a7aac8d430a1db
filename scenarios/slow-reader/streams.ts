export const STREAM = 'stream'
/** A proxy that buffers more than this for a client that does not read counts as unbounded (bytes). */
export const MAX_HELD = 16 * 1024 * 1024
/** The bound on bytes accepted from the origin, if the kernel's own buffers are unknown: those may hold tens of megabytes. */
export const MAX_TAKEN = 64 * 1024 * 1024
/** If nothing is accepted for this long, the origin counts as stopped (ms). */
export const STUCK = 1000
