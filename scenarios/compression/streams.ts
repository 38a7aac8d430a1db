/** Asked for as a browser does: gzip, deflate, br, zstd. */
export const BROWSER = 'browser'
/** The same, and the application says no-transform. */
export const FORBIDDEN = 'forbidden'
/** The client takes no coding. */
export const IDENTITY = 'identity'

export const STREAMS = [BROWSER, FORBIDDEN, IDENTITY] as const
/** A strong one (RFC 9110 §8.8.1): it names these very bytes. */
export const ETAG = '"one"'
