/** Error codes of the client for responses that break HTTP: nobody closed the stream, the client cannot read on. Pure. */

const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^UND_ERR_HEADERS_OVERFLOW$/, 'its response headers are longer than 64 KB'],
  [/^UND_ERR_RES_CONTENT_LENGTH_MISMATCH$/, 'its body is not as long as its Content-Length says'],
  [/^(?:HTTPParserError|HPE_.*)$/, 'what it sends is not valid HTTP/1.1'],
  [/^DECODED_TOO_LARGE$/, 'a few bytes of its content coding become more than 32 MB'],
  [/^UNKNOWN_CODING$/, 'its content coding is unknown'],
  [/^(?:Z_.*|ERR_.*BROTLI.*|ZSTD_.*)$/, 'its content coding is broken, or not complete'],
]

/** A sentence without its full stop; undefined for an error that shows no such fault. */
export const protocolFault = (code: string): string | undefined => FAULTS.find(([pattern]) => pattern.test(code))?.[1]
