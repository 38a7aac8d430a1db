/** Requested as browsers do: gzip, deflate, br, zstd. */
export const BROWSER = 'browser'
/** The same, with no-transform in the response. */
export const FORBIDDEN = 'forbidden'
/** The client accepts no content coding. */
export const IDENTITY = 'identity'

export const STREAMS = [BROWSER, FORBIDDEN, IDENTITY] as const
/** A strong validator (RFC 9110 §8.8.1). */
export const ETAG = '"one"'
