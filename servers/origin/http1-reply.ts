import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Connection } from './connection.ts'
import { sendEarlyHints, sendResponseHead } from './head.ts'
import type { Reply } from './reply.ts'

/** The response to an HTTP/1.1 or 1.0 request. Its connection carries no other one meanwhile. */
export function http1Reply(connection: Connection, request: IncomingMessage, response: ServerResponse): Reply {
  const { socket } = connection
  let isChunked = false
  response.on('error', () => {}) // a write at the same time as the peer's close
  return {
    local: connection.local,
    remote: connection.remote,
    get unsent() {
      return connection.unsent
    },
    get gone() {
      return connection.gone
    },
    get isEnded() {
      return response.writableEnded
    },
    onGone: connection.onGone,
    sendEarlyHints: (link) => (request.httpVersion === '1.0' ? undefined : sendEarlyHints(response, link)),
    sendHead(options, own) {
      const sent = sendResponseHead(request, response, options, own)
      isChunked = sent.framing === 'chunked'
      return sent
    },
    write: (bytes, done) => void response.write(bytes, done),
    end: (rest, done) => void response.end(rest, done),
    // A chunk that declares 64 bytes and has 9: a part of a line, so that no parser completes an event.
    breakOff: (inside, done) => void socket.end(inside && isChunked ? '40\r\ndata: par' : '', done),
    reset: () => void socket.resetAndDestroy(),
    abandon(is) {
      if (is === 'aborted' || socket.writableLength > 0) socket.destroy()
      else if (is === 'before-head') sendResponseHead(request, response, { status: 204, headers: [] }, [])
      if (is !== 'aborted') response.end()
    },
  }
}
