/** Parses the frames of an HTTP/2 connection, RFC 9113 §4.1, without consuming them. Header blocks and data are skipped. */

export const DATA = 0x0
export const HEADERS = 0x1
export const RST_STREAM = 0x3
export const SETTINGS = 0x4
export const GOAWAY = 0x7
export const WINDOW_UPDATE = 0x8

export const END_STREAM = 0x1
export const ACK = 0x1

/** Sent by the client before its first frame, RFC 9113 §3.4. */
export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'

const MAX_CONCURRENT_STREAMS = 0x3
const HEADER = 9
const KEPT = new Set([RST_STREAM, SETTINGS, GOAWAY, WINDOW_UPDATE])

export interface Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  /** Bytes of the payload. */
  readonly length: number
  /** For RST_STREAM, SETTINGS, GOAWAY and WINDOW_UPDATE; else empty. */
  readonly payload: Buffer
}

/** @param skip number of bytes before the first frame @param onFrame called when a frame is complete */
export function createFrameReader(skip: number, onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  const header = Buffer.alloc(HEADER)
  let skipped = 0
  let have = 0
  let length = 0
  let left = 0
  let kept: Buffer[] = []
  return (chunk) => {
    let at = Math.min(skip - skipped, chunk.length)
    skipped += at
    while (at < chunk.length) {
      if (have < HEADER) {
        const copied = chunk.copy(header, have, at, at + HEADER - have)
        have += copied
        at += copied
        if (have < HEADER) return
        length = header.readUIntBE(0, 3)
        left = length
        kept = []
      }
      const part = chunk.subarray(at, at + left)
      at += part.length
      left -= part.length
      const type = header.readUInt8(3)
      if (KEPT.has(type)) kept.push(Buffer.from(part))
      if (left > 0) return
      have = 0
      const stream = header.readUInt32BE(5) & 0x7fffffff
      onFrame({ type, flags: header.readUInt8(4), stream, length, payload: Buffer.concat(kept) })
    }
  }
}

/** SETTINGS_MAX_CONCURRENT_STREAMS from a SETTINGS frame, RFC 9113 §6.5.2; undefined when the frame does not contain it. */
export function maxConcurrentStreams(payload: Buffer): number | undefined {
  for (let at = 0; at + 6 <= payload.length; at += 6) {
    if (payload.readUInt16BE(at) === MAX_CONCURRENT_STREAMS) return payload.readUInt32BE(at + 2)
  }
  return undefined
}
