/** The parts of the WebSocket protocol (RFC 6455) that a measurement needs: the handshake and text messages. */
import { createHash, randomBytes } from 'node:crypto'

/** From RFC 6455 §1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const FIN = 0x80
const MASKED = 0x80
const CONTINUATION = 0x0
const TEXT = 0x1
const CLOSE = 0x8
const PING = 0x9
const PONG = 0xa
const NORMAL_CLOSURE = 1000

/** Computes Sec-WebSocket-Accept from Sec-WebSocket-Key. */
export function acceptFor(key: string): string {
  return createHash('sha1')
    .update(key + GUID)
    .digest('base64')
}

export const newKey = (): string => randomBytes(16).toString('base64')

/**
 * @param text up to 65,535 bytes; throws a RangeError beyond
 * @param by only a client masks its frames (§5.1)
 */
export const textFrame = (text: string, by: 'client' | 'server'): Buffer => frame(TEXT, Buffer.from(text), by)

export function closeFrame(by: 'client' | 'server'): Buffer {
  const code = Buffer.alloc(2)
  code.writeUInt16BE(NORMAL_CLOSURE)
  return frame(CLOSE, code, by)
}

function frame(opcode: number, payload: Buffer, by: 'client' | 'server'): Buffer {
  const long = payload.length > 125
  const head = Buffer.alloc(long ? 4 : 2)
  head[0] = FIN | opcode
  head[1] = (by === 'client' ? MASKED : 0) | (long ? 126 : payload.length)
  if (long) head.writeUInt16BE(payload.length, 2)
  if (by === 'server') return Buffer.concat([head, payload])
  const mask = randomBytes(4)
  return Buffer.concat([head, mask, unmasked(payload, mask)])
}

const unmasked = (payload: Buffer, mask: Buffer): Buffer =>
  Buffer.from(payload.map((byte, n) => byte ^ (mask[n % 4] ?? 0)))

export interface MessageListener {
  text(text: string): void
  closed(): void
  /** The given frame has to be sent back. */
  pong(frame: Buffer): void
}

/** Reads frames from bytes that may be split anywhere. 64-bit lengths are not supported: neither side sends them. */
export function createMessageReader(by: 'client' | 'server', listener: MessageListener): (chunk: Buffer) => void {
  let bytes = Buffer.alloc(0)
  let message: Buffer[] = []
  return (chunk) => {
    bytes = Buffer.concat([bytes, chunk])
    for (;;) {
      const [first, second] = bytes
      if (first === undefined || second === undefined) return
      const long = (second & 0x7f) === 126
      const masked = (second & MASKED) !== 0
      const start = 2 + (long ? 2 : 0) + (masked ? 4 : 0)
      if (bytes.length < start) return
      const length = long ? bytes.readUInt16BE(2) : second & 0x7f
      if (bytes.length < start + length) return
      const body = bytes.subarray(start, start + length)
      const payload = masked ? unmasked(body, bytes.subarray(start - 4, start)) : body
      bytes = bytes.subarray(start + length)

      const opcode = first & 0x0f
      if (opcode === TEXT || opcode === CONTINUATION) {
        message.push(payload)
        if ((first & FIN) === 0) continue
        // A fragment may end in the middle of a character (§5.6).
        const text = Buffer.concat(message).toString()
        message = []
        listener.text(text)
      } else if (opcode === CLOSE) listener.closed()
      else if (opcode === PING) listener.pong(frame(PONG, payload, by))
    }
  }
}
