import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { acceptFor, closeFrame, createMessageReader, textFrame } from '../../harness/wire/web-socket.ts'

export interface Upgraded {
  /** The head that was sent. */
  readonly raw: string
  /** Closes as in RFC 6455 §7.1.1. `done` is called when the kernel has accepted the frame. */
  end(done: () => void): void
}

/**
 * Accepts a WebSocket (RFC 6455 §4.2.2), then echoes each text message after it has been recorded.
 * @param first the bytes after the request's head
 */
export function acceptUpgrade(
  request: IncomingMessage,
  socket: Socket,
  first: Buffer,
  message: (text: string) => void,
): Upgraded {
  const key = String(request.headers['sec-websocket-key'] ?? '')
  const fields = ['Upgrade: websocket', 'Connection: Upgrade', `Sec-WebSocket-Accept: ${acceptFor(key)}`]
  const raw = `HTTP/1.1 101 Switching Protocols\r\n${fields.join('\r\n')}\r\n\r\n`
  socket.write(raw)
  const read = createMessageReader('server', {
    text(text) {
      message(text)
      socket.write(textFrame(text, 'server'))
    },
    pong: (frame) => socket.write(frame),
    closed() {
      if (socket.writable) socket.end(closeFrame('server'))
    },
  })
  socket.on('data', read)
  if (first.length > 0) read(first)
  return { raw, end: (done) => void socket.end(closeFrame('server'), done) }
}
