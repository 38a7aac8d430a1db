import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { Ms, SocketEnd } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { endingOf } from './connect.ts'
import * as h2 from './http2-frames.ts'

/** The frames of one stream that were seen on the wire. */
export interface StreamRecord {
  /** When the request's head was sent. */
  sentAt?: Ms
  /** When END_STREAM was received. */
  endedAt?: Ms
  /** When RST_STREAM was received. */
  reset?: { readonly code: number; readonly t: Ms }
  /** The client sent RST_STREAM itself. */
  left?: true
  /** How many bytes the server may have sent beyond the initial window, less those that it has sent: RFC 9113 §5.2.1. */
  credit?: number
  /** Called when DATA was received. */
  onData?: () => void
}

export interface Http2Listener {
  sent(stream: number, t: Ms): void
  settings(maxConcurrentStreams: number, t: Ms): void
  goaway(code: number, lastStream: number, t: Ms): void
}

/**
 * Observes an HTTP/2 connection on the wire. HTTP/2 clients hide some endings, e.g. they report RST_STREAM with the codes 0 and 8
 * as a proper end.
 */
export interface Http2Tap {
  /** The stream that the HTTP/2 client has to use instead of the socket. */
  readonly through: Duplex
  /** Arrival time of the bytes that are being read. */
  readonly arrivedAt: Ms
  readonly ending: Exclude<SocketEnd, 'open'> | undefined
  /** The socket's own error code; '' for none. */
  readonly code: string
  /** Created when it is first requested, or first seen. */
  of(stream: number): StreamRecord
  /** Number of streams whose request has been sent and whose response has not ended. */
  readonly open: number
  /** node:http2 has a write in progress: closing a stream at that time crashes the process (Node 24). */
  readonly writing: boolean
}

/** Must be called before anything is read from the socket: node:http2 would read the bytes without emitting them to listeners. */
export function tapHttp2(socket: Socket, listener: Http2Listener): Http2Tap {
  const streams = new Map<number, StreamRecord>()
  let arrivedAt = now()
  let ending: Exclude<SocketEnd, 'open'> | undefined
  let code = ''
  let writing = 0

  const of = (stream: number): StreamRecord => {
    const record = streams.get(stream) ?? {}
    streams.set(stream, record)
    return record
  }
  const addCredit = (stream: number, bytes: number): void => {
    const record = of(stream)
    record.credit = (record.credit ?? 0) + bytes
    record.onData?.()
  }
  const read = h2.createFrameReader(0, ({ type, flags, stream, length, payload }) => {
    if (type === h2.DATA) addCredit(stream, -length)
    if (type === h2.RST_STREAM) of(stream).reset = { code: payload.readUInt32BE(0), t: arrivedAt }
    else if (type === h2.GOAWAY)
      listener.goaway(payload.readUInt32BE(4), payload.readUInt32BE(0) & 0x7fffffff, arrivedAt)
    else if (type === h2.SETTINGS && (flags & h2.ACK) === 0) {
      listener.settings(h2.maxConcurrentStreams(payload) ?? -1, arrivedAt)
    } else if ((type === h2.DATA || type === h2.HEADERS) && (flags & h2.END_STREAM) !== 0)
      of(stream).endedAt ??= arrivedAt
  })
  const wrote = h2.createFrameReader(h2.PREFACE.length, ({ type, stream, payload }) => {
    if (type === h2.WINDOW_UPDATE) addCredit(stream, payload.readUInt32BE(0) & 0x7fffffff)
    if (type === h2.RST_STREAM) of(stream).left = true
    if (type !== h2.HEADERS || of(stream).sentAt !== undefined) return
    const t = now()
    of(stream).sentAt = t
    listener.sent(stream, t)
  })

  const lost = (error: NodeJS.ErrnoException) => {
    ending ??= endingOf(error)
    code ||= error.code ?? error.name
  }
  const through = new Duplex({
    read: () => void socket.resume(),
    write(bytes: Buffer, _encoding, done) {
      wrote(bytes)
      writing += 1
      // node:http2 treats a write as in progress for one turn of the event loop after the write's callback.
      process.nextTick(() =>
        setImmediate(() =>
          setImmediate(() => {
            writing -= 1
          }),
        ),
      )
      // A write may report a reset before the socket's own 'error' event does.
      socket.write(bytes, (error) => {
        if (error) lost(error)
      })
      // Calls back immediately, not when the kernel has accepted the bytes: while a write is in progress node:http2 postpones
      // incoming data, and if the session then writes once more, an assertion of Node 24 crashes the process. Flow control bounds
      // how much is queued here.
      done()
    },
    // Calls back immediately as well: a write of the session while its end is in progress fails another of those assertions.
    final(done) {
      socket.end()
      done()
    },
    destroy(error, done) {
      socket.destroy()
      done(error)
    },
  })
  socket.on('data', (bytes: Buffer) => {
    arrivedAt = now()
    read(bytes)
    if (!through.push(bytes)) socket.pause()
  })
  socket.on('end', () => {
    ending ??= 'fin'
    through.push(null)
  })
  socket.on('error', (error) => {
    lost(error)
    through.destroy(error)
  })
  socket.on('close', () => through.destroy())
  return {
    through,
    get arrivedAt() {
      return arrivedAt
    },
    get ending() {
      return ending
    },
    get code() {
      return code
    },
    of,
    get open() {
      let open = 0
      for (const { sentAt, endedAt, reset, left } of streams.values()) {
        if (sentAt !== undefined && endedAt === undefined && reset === undefined && left === undefined) open += 1
      }
      return open
    },
    get writing() {
      return writing > 0
    },
  }
}
