import { type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2'
import type { Ms } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import type { Wire, WireListener } from './exchange.ts'
import { readHttp2Head } from './head.ts'
import { connectHttp2, STREAM_WINDOW } from './http2-connection.ts'
import type { Http2Tap, StreamRecord } from './http2-tap.ts'
import type { AttemptRequest } from './request.ts'

/** Time limit for closing a stream in an orderly way; then its connection is closed. It takes a few turns of the event loop. */
const LEAVING: Ms = 2000
/** The initial maximum size of a frame, RFC 9113 §4.2. A server may wait for a window that holds one. */
const FRAME = 16_384

/** HTTP/2 over TLS. A stream is closed by RST_STREAM with CANCEL; its connection is then closed too, unless it is shared. */
export function openHttp2(request: AttemptRequest, listener: WireListener): Wire {
  const { open, connections } = request
  const connection =
    open.connection === undefined
      ? connectHttp2(request, 'connected')
      : connections.take(open.connection, () => connectHttp2(request, 'settings'))
  const fields = http2Fields(request)
  const started = Promise.withResolvers<ClientHttp2Stream | undefined>()
  let stream: ClientHttp2Stream | undefined
  let record: StreamRecord | undefined
  let tapped: Http2Tap | undefined
  let limit = Number.POSITIVE_INFINITY
  let paused = false
  let over = false
  let leaving: Promise<void> | undefined
  const usedUp = Promise.withResolvers<void>()

  const end = (parts: Partial<Parameters<WireListener['over']>[0]>) => {
    if (over) return
    over = true
    unsubscribe()
    started.resolve(undefined)
    usedUp.resolve()
    listener.over({ t: now(), whole: false, code: '', ...parts })
  }
  const checkWindow = (): void => {
    if (paused && STREAM_WINDOW + (record?.credit ?? 0) < FRAME) usedUp.resolve()
  }
  const unsubscribe = connection.subscribe({
    connected: listener.connected,
    settings(max, t) {
      limit = max < 0 ? Number.POSITIVE_INFINITY : max
      listener.settings(max, t)
    },
    goaway: (code, lastStream, t) => listener.goaway(code, (stream?.id ?? Number.POSITIVE_INFINITY) <= lastStream, t),
    sent(id, t) {
      if (id === stream?.id) listener.request(fields.map((field) => `${field.join(': ')}\r\n`).join(''), t)
    },
    closed() {
      // An opened stream reports its own end.
      if (stream === undefined) end({ code: connection.code })
    },
    failed: (error) => end({ code: error.code ?? error.name, socket: 'error' }),
    ready(session, tap) {
      tapped = tap
      try {
        stream = openStream(session, tap)
      } catch (error) {
        end({ code: (error as NodeJS.ErrnoException).code ?? '' })
        return
      }
      started.resolve(stream)
      const { id } = stream
      // After two turns of the event loop the request has been written, unless the server's limit delays it.
      setImmediate(() =>
        setImmediate(() => {
          if (!over && id !== undefined && tap.of(id).sentAt === undefined && tap.open >= limit) listener.queued(now())
        }),
      )
    },
  })

  const openStream = (session: ClientHttp2Session, tap: Http2Tap): ClientHttp2Stream => {
    const opened = session.request(fields.flat(), { endStream: open.body === undefined })
    const wire = tap.of(opened.id ?? 0)
    record = wire
    wire.onData = checkWindow
    let code = ''
    opened.on('headers', (_headers: unknown, _flags: unknown, raw: string[]) => {
      listener.interim(readHttp2Head(raw), tap.arrivedAt)
    })
    opened.on('response', (_headers: unknown, _flags: unknown, raw: string[]) => {
      listener.head(readHttp2Head(raw), tap.arrivedAt)
      opened.on('data', (bytes: Buffer) => listener.body(bytes, tap.arrivedAt))
      if (paused) opened.pause()
    })
    opened.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code ?? error.name
    })
    opened.on('end', () => {
      if (wire.endedAt !== undefined) end({ t: wire.endedAt, whole: true })
    })
    opened.on('close', () => {
      const { endedAt, reset } = wire
      if (endedAt !== undefined) return end({ t: endedAt, whole: true })
      end({
        t: reset?.t ?? now(),
        // Prefers the socket's error code: when a connection is lost, node:http2 reports CANCEL for each of its streams.
        code: tap.code || code,
        ...(reset === undefined ? {} : { reset: reset.code }),
      })
    })
    if (open.body !== undefined && open.body !== 'later') opened.end(open.body)
    return opened
  }

  const leaveStream = async (left: ClientHttp2Stream): Promise<void> => {
    const start = performance.now()
    while (tapped?.writing === true) {
      // A server that sends PING or SETTINGS without a pause keeps its client writing acknowledgements.
      if (performance.now() - start > LEAVING) return connection.close()
      await new Promise((resolve) => setImmediate(resolve))
    }
    // A stream whose connection has ended is closed with it: another frame would be written after the session's end (see
    // http2-tap.ts).
    if (left.closed || left.destroyed || tapped?.ending !== undefined) return
    const closed = new Promise((resolve) => left.once('close', resolve))
    left.close(constants.NGHTTP2_CANCEL)
    left.resume()
    // A stream whose request has not been sent is dropped; its 'close' event comes only when it would have been sent.
    if (record?.sentAt === undefined) return
    const late = new Promise((resolve) => setTimeout(resolve, LEAVING).unref())
    await Promise.race([closed, late])
    if (!left.closed) await connection.close()
  }
  const leave = async (): Promise<void> => {
    over = true
    unsubscribe()
    started.resolve(undefined)
    usedUp.resolve()
    if (stream !== undefined) await leaveStream(stream)
    if (open.connection === undefined) await connection.close()
  }
  return {
    get read() {
      return open.connection === undefined ? connection.read : 0
    },
    get ending() {
      return connection.ending
    },
    leave() {
      leaving ??= leave()
      return leaving
    },
    async send(text) {
      const writing = stream ?? (await started.promise)
      await new Promise<void>((resolve) => {
        if (over || writing === undefined || writing.destroyed) return resolve()
        writing.write(text, (error) => {
          if (!error && !over) listener.sentBody(Buffer.byteLength(text), now())
          resolve()
        })
      })
    },
    async finish() {
      const writing = stream ?? (await started.promise)
      if (!over) writing?.end()
    },
    pause() {
      paused = true
      stream?.pause()
    },
    windowUsedUp() {
      checkWindow()
      return usedUp.promise
    },
    resume() {
      paused = false
      stream?.resume()
    },
    vanish: () => connection.vanish(),
  }
}

/** Names in lower case, pseudo-header fields first; fields of an HTTP/1.1 connection are removed (RFC 9113 §8.2.2, §8.3.1). */
function http2Fields({ method, target, fields, open }: AttemptRequest): [name: string, value: string][] {
  const [[, authority] = ['', ''], ...rest] = fields
  const pseudo: [string, string][] = [
    [':method', method],
    [':authority', authority],
    [':scheme', 'https'],
    [':path', target],
  ]
  const length: [string, string][] =
    open.body === undefined || open.body === 'later' ? [] : [['content-length', String(Buffer.byteLength(open.body))]]
  const others = rest.filter(([name]) => !/^(connection|transfer-encoding|keep-alive|upgrade)$/i.test(name))
  return [...pseudo, ...others.map(([name, value]): [string, string] => [name.toLowerCase(), value]), ...length]
}
