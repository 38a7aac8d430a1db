import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { Ms, SocketEnd } from '../../harness/model/index.ts'
import { now } from '../../harness/wire/timestamp.ts'

export interface Accepted {
  /** The connection's number at this origin. */
  readonly serial: number
  readonly acceptedAt: Ms
}

/** A peer that speaks HTTP/2 in the clear with prior knowledge (RFC 9113 §3.3), as observed at its socket. */
export interface Http2Peer extends Accepted {
  /** What node:http2 has to use instead of the socket, of which it would hide how it ended. */
  readonly through: Duplex
  /** `address:port` of the origin's end, and of the peer. */
  readonly local: string
  readonly remote: string
  /** Bytes that were written and that the kernel has not accepted yet. */
  readonly unsent: number
  /** Counts the requests on this connection: 1 for the first. */
  nextExchange(): number
  /** Calls back when the connection is over: closed by the peer, or by the origin (`undefined`). The result ends the subscription. */
  onGone(listener: (ending: SocketEnd | undefined, t: Ms) => void): () => void
  /** Sends a frame beside node:http2, which does not learn of it. Its own writes are whole frames. */
  send(frame: Buffer): void
  /** Sends a FIN behind these bytes. */
  breakOff(bytes: Buffer, done: () => void): void
  reset(): void
  destroy(): void
}

/** @param first what was read of the socket already */
export function followHttp2Peer(socket: Socket, accepted: Accepted, first: Buffer): Http2Peer {
  const listeners = new Set<(ending: SocketEnd | undefined, t: Ms) => void>()
  let exchanges = 0
  let gone = false
  const leave = (how: SocketEnd | undefined) => {
    const t = now()
    if (gone) return
    gone = true
    for (const listener of listeners) listener(how, t)
    listeners.clear()
  }
  // Calls back at once: see `tapHttp2` of the client. Flow control bounds how much is queued here.
  const through = new Duplex({
    read: () => void socket.resume(),
    write(bytes: Buffer, _encoding, done) {
      socket.write(bytes)
      done()
    },
    final(done) {
      socket.end()
      done()
    },
    destroy(error, done) {
      socket.destroy()
      done(error)
    },
  })
  through.on('error', () => {})
  through.push(first)
  socket.on('data', (bytes: Buffer) => {
    if (!through.push(bytes)) socket.pause()
  })
  socket.on('end', () => {
    leave('fin')
    through.push(null)
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    leave(error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'rst' : 'error')
    through.destroy()
  })
  socket.on('close', () => {
    leave(undefined)
    through.destroy()
  })
  return {
    through,
    ...accepted,
    local: `${socket.localAddress}:${socket.localPort}`,
    remote: `${socket.remoteAddress}:${socket.remotePort}`,
    get unsent() {
      return socket.writableLength
    },
    nextExchange: () => ++exchanges,
    onGone(listener) {
      if (gone) listener(undefined, now())
      else listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    send: (frame) => void socket.write(frame),
    reset: () => void socket.resetAndDestroy(),
    destroy: () => void socket.destroy(),
    breakOff: (bytes, done) => void socket.end(bytes, done),
  }
}
