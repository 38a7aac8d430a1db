import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Ms, SocketEnd } from '../../harness/model/index.ts'
import { now } from '../../harness/wire/timestamp.ts'

/** One TCP connection to the origin, as its socket sees it. */
export interface Connection {
  readonly socket: Socket
  readonly serial: number
  readonly acceptedAt: Ms
  /** `address:port` of our end. */
  readonly local: string
  /** `address:port` of the peer. */
  readonly remote: string
  /** Bytes that were written and not yet taken by the kernel. */
  readonly unsent: number
  /** How the peer ended it; undefined while it did not. */
  readonly ending: SocketEnd | undefined
  /** True once nothing can be sent any more. */
  readonly gone: boolean
  /** Counts the requests on this connection: 1 for the first. */
  nextExchange(): number
  /** The request's head, byte for byte (as latin1): request line to the blank line. To be called as the request comes in. */
  headOf(request: IncomingMessage): string
  /** Calls back once: when the peer has left, or the connection was closed by us (`undefined`). */
  onGone(listener: (ending: SocketEnd | undefined, t: Ms) => void): void
}

/** Follows a socket that node:http has just taken over: to be called in a 'connection' listener that comes after its own. */
export function followConnection(socket: Socket, serial: number): Connection {
  const acceptedAt = now()
  const local = `${socket.localAddress}:${socket.localPort}`
  const remote = `${socket.remoteAddress}:${socket.remotePort}`
  const listeners = new Set<(ending: SocketEnd | undefined, t: Ms) => void>()
  let ending: SocketEnd | undefined
  let gone = false
  let exchanges = 0
  let current: IncomingMessage | undefined
  let read = ''

  const leave = (how: SocketEnd | undefined) => {
    const t = now()
    if (gone) return
    gone = true
    ending = how
    for (const listener of listeners) listener(how, t)
    listeners.clear()
  }

  // Ahead of the parser's own listener, which emits 'request' out of the same chunk. Bytes of a request's body are not kept.
  socket.prependListener('data', (chunk: Buffer) => {
    const text = chunk.toString('latin1')
    read = current !== undefined && !current.complete ? text : read + text
  })
  // node:http lets its parser read from the handle, past every 'data' listener, until one is added by `on`.
  socket.on('data', () => {})
  socket.on('end', () => leave('fin'))
  socket.on('error', (error: NodeJS.ErrnoException) => {
    leave(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'rst' : 'error')
  })
  socket.on('close', () => leave(undefined))

  return {
    socket,
    serial,
    acceptedAt,
    local,
    remote,
    get unsent() {
      return unsentOf(socket)
    },
    get ending() {
      return ending
    },
    get gone() {
      return gone || socket.destroyed
    },
    nextExchange: () => ++exchanges,
    headOf(request) {
      current = request
      const start = read.indexOf(`${request.method} ${request.url} HTTP/`)
      const end = read.indexOf('\r\n\r\n', start)
      if (start < 0 || end < 0) return rebuiltHead(request)
      const head = read.slice(start, end + 4)
      read = read.slice(end + 4)
      return head
    },
    onGone(listener) {
      if (gone) listener(ending, now())
      else listeners.add(listener)
    },
  }
}

/**
 * `writableLength` counts a write as a whole until its end is taken; how much of it is, libuv knows, and Node shows on the socket's
 * handle (https://docs.libuv.org/en/v1.x/stream.html, uv_stream_get_write_queue_size).
 */
function unsentOf(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { readonly _handle?: { readonly writeQueueSize?: number } | null }
  return handle?.writeQueueSize ?? socket.writableLength
}

/** For a request pipelined behind a body: the same but for white space around values. */
function rebuiltHead(request: IncomingMessage): string {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`]
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}
