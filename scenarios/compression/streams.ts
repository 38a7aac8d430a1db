/** Axis `accepts`: the codings that a client accepts. `every`: as a browser does; else a single one. */
export const ACCEPTS = ['every', 'gzip', 'br', 'zstd'] as const

/** Accepts the codings of the axis; a browser accepts gzip, deflate, br and zstd. */
export const BROWSER = 'browser'
/** The same, with no-transform in the response. */
export const FORBIDDEN = 'forbidden'
/** The client accepts no content coding. */
export const IDENTITY = 'identity'

export const STREAMS = [BROWSER, FORBIDDEN, IDENTITY] as const
/** A strong validator (RFC 9110 §8.8.1). */
export const ETAG = '"one"'
