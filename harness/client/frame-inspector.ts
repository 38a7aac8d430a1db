import type { Socket } from 'node:net'
import type { Ms, SocketEnd } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { endingOf } from './connect.ts'

/** State of a socket, observed directly: undici reports some endings wrongly, e.g. a reset of a close-delimited body as a clean end. */
export interface Tap {
  /** Arrival time of the bytes that are being read. */
  readonly arrivedAt: Ms
  /** How the peer ended the connection; undefined as long as it has not. */
  readonly ending: 'fin' | 'rst' | 'error' | undefined
}

export interface TapListener {
  /** A request head as written, bytes as latin1. */
  wrote(head: string, t: Ms): void
  /** An informational response head (1xx, but not 101) as read, bytes as latin1. */
  interim(head: string, t: Ms): void
  /** A final response head as read, bytes as latin1. */
  read(head: string, t: Ms): void
}

const END_OF_HEAD = '\r\n\r\n'

/**
 * Adds its listeners to a socket before the HTTP client does, so that its state is current when the client's callbacks run. Must
 * be called before anything is read. Reads one exchange.
 */
export function tapSocket(socket: Socket, listener: TapListener): Tap {
  let arrivedAt = now()
  let ending: Exclude<SocketEnd, 'open'> | undefined
  tapWrites(socket, listener)

  let head: string | undefined = ''
  socket.on('data', (chunk: Buffer) => {
    arrivedAt = now()
    if (head === undefined) return
    head += chunk.toString('latin1')
    for (let end = head.indexOf(END_OF_HEAD); end >= 0; end = head.indexOf(END_OF_HEAD)) {
      const raw = head.slice(0, end + END_OF_HEAD.length)
      head = head.slice(raw.length)
      if (/^HTTP\/\d\.\d 1(?!01)/.test(raw)) {
        listener.interim(raw, arrivedAt)
        continue
      }
      head = undefined
      listener.read(raw, arrivedAt)
      return
    }
  })
  socket.on('end', () => {
    ending ??= 'fin'
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code?.startsWith('UND_') || error.code?.startsWith('HPE_')) return // Errors of the HTTP client itself, not of the socket.
    ending ??= endingOf(error)
  })
  return {
    get arrivedAt() {
      return arrivedAt
    },
    get ending() {
      return ending
    },
  }
}

/** Stops when the request head has been written. */
function tapWrites(socket: Socket, listener: TapListener): void {
  const write = socket.write
  let head = ''
  socket.write = ((...args: Parameters<Socket['write']>) => {
    const t = now()
    head += typeof args[0] === 'string' ? args[0] : Buffer.from(args[0]).toString('latin1')
    const end = head.indexOf(END_OF_HEAD)
    if (end >= 0) {
      socket.write = write
      listener.wrote(head.slice(0, end + END_OF_HEAD.length), t)
    }
    return write.apply(socket, args)
  }) as Socket['write']
}
