import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Ms, SocketEnd } from '../../harness/model/index.ts'
import { now } from '../../harness/wire/timestamp.ts'
import type { Accepted } from './http2-peer.ts'

/** One TCP connection to the origin, as observed at its socket. */
export interface Connection extends Accepted {
  readonly socket: Socket
  /** `address:port` of the origin's end. */
  readonly local: string
  /** `address:port` of the peer. */
  readonly remote: string
  /** Bytes that were written and that the kernel has not accepted yet. */
  readonly unsent: number
  /** How the peer ended it; undefined as long as it has not. */
  readonly ending: SocketEnd | undefined
  /** True once nothing can be sent any more. */
  readonly gone: boolean
  /** Counts the requests on this connection: 1 for the first. */
  nextExchange(): number
  /** The request's head, byte for byte (as latin1), from the request line to the blank line. Must be called when the request arrives. */
  headOf(request: IncomingMessage): string
  /** Calls back once: when the peer has closed, or the origin closed the connection itself (`undefined`). */
  onGone(listener: (ending: SocketEnd | undefined, t: Ms) => void): void
}

/** Observes a socket that node:http has just taken over: must be called in a 'connection' listener that is added after node:http's own. */
export function followConnection(socket: Socket, accepted: Accepted): Connection {
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

  // Runs before the parser's own listener, which emits 'request' for the same chunk. Bytes of a request's body are not kept.
  socket.prependListener('data', (chunk: Buffer) => {
    const text = chunk.toString('latin1')
    read = current !== undefined && !current.complete ? text : read + text
  })
  // Until a 'data' listener is added by `on`, node:http lets its parser read directly from the handle, without emitting 'data'.
  socket.on('data', () => {})
  socket.on('end', () => leave('fin'))
  socket.on('error', (error: NodeJS.ErrnoException) => {
    leave(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'rst' : 'error')
  })
  socket.on('close', () => leave(undefined))

  return {
    socket,
    ...accepted,
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
 * `writableLength` counts a whole write until all of it has been accepted. The accepted part is known to libuv, and Node exposes
 * it on the socket's handle (https://docs.libuv.org/en/v1.x/stream.html, uv_stream_get_write_queue_size).
 */
function unsentOf(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { readonly _handle?: { readonly writeQueueSize?: number } | null }
  return handle?.writeQueueSize ?? socket.writableLength
}

/** For a request that is pipelined behind a body: identical except for white space around values. */
function rebuiltHead(request: IncomingMessage): string {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`]
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`)
  }
  return `${lines.join('\r\n')}\r\n\r\n`
}
