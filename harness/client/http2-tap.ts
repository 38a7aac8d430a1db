import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { Ms, SocketEnd } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { endingOf } from './connect.ts'
import * as h2 from './http2-frames.ts'

/** What went over the wire for one stream. */
export interface StreamRecord {
  /** The request's head went out. */
  sentAt?: Ms
  /** END_STREAM came in. */
  endedAt?: Ms
  /** RST_STREAM came in. */
  reset?: { readonly code: number; readonly t: Ms }
  /** The client's own RST_STREAM went out. */
  left?: true
}

export interface Http2Listener {
  sent(stream: number, t: Ms): void
  settings(maxConcurrentStreams: number, t: Ms): void
  goaway(code: number, lastStream: number, t: Ms): void
}

/** An HTTP/2 connection as it is on the wire. HTTP/2 clients tell RST_STREAM with the codes 0 and 8 as a proper end, for one. */
export interface Http2Tap {
  /** What the HTTP/2 client has to use in the socket's place. */
  readonly through: Duplex
  /** When the bytes arrived that are being read now. */
  readonly arrivedAt: Ms
  readonly ending: Exclude<SocketEnd, 'open'> | undefined
  /** The socket's own error code; '' for none. */
  readonly code: string
  /** Made when it is first asked for, or first seen. */
  of(stream: number): StreamRecord
  /** Streams whose request is out and whose answer has not ended. */
  readonly open: number
  /** node:http2 has a write under way: a stream that is closed meanwhile ends the process (Node 24). */
  readonly writing: boolean
}

/** To be called before anything is read from the socket: node:http2 would take its bytes past every listener. */
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
  const read = h2.createFrameReader(0, ({ type, flags, stream, payload }) => {
    if (type === h2.RST_STREAM) of(stream).reset = { code: payload.readUInt32BE(0), t: arrivedAt }
    else if (type === h2.GOAWAY)
      listener.goaway(payload.readUInt32BE(4), payload.readUInt32BE(0) & 0x7fffffff, arrivedAt)
    else if (type === h2.SETTINGS && (flags & h2.ACK) === 0) {
      listener.settings(h2.maxConcurrentStreams(payload) ?? -1, arrivedAt)
    } else if ((type === h2.DATA || type === h2.HEADERS) && (flags & h2.END_STREAM) !== 0)
      of(stream).endedAt ??= arrivedAt
  })
  const wrote = h2.createFrameReader(h2.PREFACE.length, ({ type, stream }) => {
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
      // node:http2 holds a write for over one turn of the event loop after it was told of its end.
      process.nextTick(() =>
        setImmediate(() =>
          setImmediate(() => {
            writing -= 1
          }),
        ),
      )
      // A write may be told of a reset before the socket's own 'error' is.
      socket.write(bytes, (error) => {
        if (error) lost(error)
      })
      // Not when the kernel has it: while a write is under way node:http2 puts off what comes in, and an assertion of Node 24's
      // ends the process where the session writes once more. How much waits here is bounded by flow control.
      done()
    },
    // Told at once, too: a write of the session's while its end is under way is another of those assertions.
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
