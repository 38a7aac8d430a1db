/** RFC 9112 §7.1: bytes as one chunk. */
export const chunkOf = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])

export const LAST_CHUNK = Buffer.from('0\r\n\r\n')
