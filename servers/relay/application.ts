/** One request to the application, on its own connection, and the response byte for byte. */
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { mediaType, type ResponseHead, readResponseHead } from '../../harness/client/head.ts'
import type { Ms } from '../../harness/model/index.ts'
import { now } from '../../harness/wire/timestamp.ts'
import { type BodyReader, createBodyReader } from './message-body.ts'
import { contentLength, createHeadReader } from './message-head.ts'
import { createPieceReader, type Piece, type PieceReader } from './pieces.ts'

/** Address of the application. */
export interface Application {
  readonly host: string
  readonly port: number
  readonly tls: boolean
}

/**
 * `complete`: by its framing. `fin`, `rst`: the connection ended before that (a FIN ends a close-delimited body, which is then
 * `complete`). `refused`: no connection. `not-http`: the response is not HTTP/1.x, or breaks its framing.
 */
export interface AnswerEnd {
  readonly t: Ms
  readonly how: 'complete' | 'fin' | 'rst' | 'refused' | 'not-http'
  /** For people: the system's error code, or a description of the fault. '' for none. */
  readonly detail: string
}

export interface AnswerListener {
  /** `raw`: bytes as read, including interim (1xx) heads before the final one. */
  head(head: ResponseHead, raw: Buffer, t: Ms): void
  piece(piece: Piece): void
  /** The last call. */
  over(end: AnswerEnd): void
}

/** A response in progress: from an application, or from a recording of one. */
export interface Answer {
  /** Sends bytes of the request's body. */
  send(bytes: Buffer): void
  pause(): void
  resume(): void
  /** Closes the connection. No call follows. */
  leave(how: 'fin' | 'rst'): void
  /** `address:port` of both ends of the connection to the application; undefined where there is no connection. */
  readonly ends: { readonly ours: string; readonly theirs: string } | undefined
  /** What has arrived of its body after the last piece, after content decoding. */
  readonly unfinished: Buffer
}

/** Receives the request's head in the form in which the application gets it. */
export type AnswerSource = (head: string, listener: AnswerListener) => Answer

const CONNECT_PATIENCE: Ms = 5000
/** Bytes of all heads of one response: each interim one is kept, and a server can send them without end. */
const MAX_HEADS = 256 * 1024

/** The listener after `leave`, when nothing more is reported. */
const SILENT: AnswerListener = { head() {}, piece() {}, over() {} }

export const askApplication =
  (application: Application): AnswerSource =>
  (request, given) => {
    const { host, port, tls } = application
    let listener = given
    let pieces: PieceReader | undefined
    const socket = tls
      ? // The certificate is not verified here: that is up to the application's own users.
        connectTls({
          host,
          port,
          servername: isIP(host) === 0 ? host : '',
          ALPNProtocols: ['http/1.1'],
          rejectUnauthorized: false,
        })
      : connectTcp({ host, port, noDelay: true })
    const finish = (how: AnswerEnd['how'], detail: string): void => {
      const { over } = listener
      listener = SILENT
      over({ t: now(), how, detail })
    }
    const timer = setTimeout(() => {
      socket.destroy()
      finish('refused', 'ETIMEDOUT')
    }, CONNECT_PATIENCE)
    let connected = false
    let ends: Answer['ends']
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      clearTimeout(timer)
      connected = true
      socket.setNoDelay(true)
      ends = {
        ours: `${socket.localAddress}:${socket.localPort}`,
        theirs: `${socket.remoteAddress}:${socket.remotePort}`,
      }
    })
    socket.write(request, 'latin1')
    readAnswer(
      socket,
      {
        head: (head, raw, t) => listener.head(head, raw, t),
        piece: (piece) => listener.piece(piece),
        over: (end) => finish(end.how, end.detail),
      },
      (reader) => {
        pieces = reader
      },
    )
    socket.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer)
      const code = error.code ?? error.message
      if (!connected && NO_HTTP_1.test(error.message)) finish('not-http', HTTP2_ONLY)
      else if (!connected) finish('refused', NO_TLS.test(error.message) ? 'no TLS' : code)
      else finish(code === 'ECONNRESET' || code === 'EPIPE' ? 'rst' : 'fin', code)
    })
    return {
      send: (bytes) => void socket.write(bytes),
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
      leave(how) {
        clearTimeout(timer)
        listener = SILENT
        pieces?.destroy()
        if (how === 'rst' && !tls) socket.resetAndDestroy()
        else socket.destroy()
      },
      get ends() {
        return ends
      },
      get unfinished() {
        return pieces?.unfinished ?? NOTHING
      },
    }
  }

const NOTHING = Buffer.alloc(0)

/** TLS alert 120 (RFC 7301 §3.2): ALPN offered HTTP/1.1. */
const NO_HTTP_1 = /alert number 120|no application protocol/i
const NO_TLS = /wrong version number|packet length too long|http request/i

const HTTP2_ONLY =
  'it speaks HTTP/2 only; proxies ask with HTTP/1.1 unless they are told otherwise: let it answer HTTP/1.1 as well'

/** A server that expects HTTP/2 without TLS begins with a SETTINGS frame of stream 0 (RFC 9113 §3.4, §4.1). */
const isHttp2 = (bytes: Buffer): boolean =>
  bytes.length >= 9 && bytes[0] === 0 && bytes[3] === 4 && bytes.readUInt32BE(5) === 0

/** Reads the response from a socket. */
function readAnswer(socket: Socket, listener: AnswerListener, onPieces: (reader: PieceReader) => void): void {
  const heads = createHeadReader()
  let raw: Buffer[] = []
  let headBytes = 0
  let body: BodyReader | undefined
  let pieces: PieceReader | undefined
  let over = false
  let framing = ''

  const finish = (how: AnswerEnd['how'], detail = ''): void => {
    if (over) return
    over = true
    const end = { t: now(), how, detail }
    if (pieces === undefined) listener.over(end)
    else pieces.end((code) => listener.over(code === '' ? end : { ...end, detail: code }))
  }
  const takeBody = (bytes: Buffer, t: Ms): void => {
    if (body === undefined) return
    try {
      for (const segment of body.push(bytes)) pieces?.push(segment, t)
    } catch (error) {
      finish('not-http', error instanceof Error ? error.message : String(error))
      return
    }
    if (body.complete) finish('complete')
  }
  const takeHead = (bytes: Buffer, t: Ms): void => {
    const found = heads.push(bytes)
    if (found === undefined) {
      if (heads.partial.length >= 5 && heads.partial.toString('latin1', 0, 5) !== 'HTTP/')
        finish('not-http', isHttp2(heads.partial) ? HTTP2_ONLY : 'what it answers is not HTTP/1.x')
      return
    }
    if (found === 'too-long') {
      finish('not-http', 'its response headers are longer than 64 KB')
      return
    }
    raw.push(Buffer.from(found.raw, 'latin1'))
    headBytes += found.raw.length
    if (headBytes > MAX_HEADS) {
      finish('not-http', 'it sends interim responses (1xx) without end, and no final one')
      return
    }
    const head = readResponseHead(found.raw)
    if (head.status === 0) {
      finish('not-http', 'what it answers is not HTTP/1.x')
      return
    }
    if (head.status < 200 && head.status !== 101) {
      takeHead(found.rest, t)
      return
    }
    framing = head.framing
    const length = contentLength(head.headers)
    if (head.framing === 'content-length' && length === undefined) {
      finish('not-http', 'its Content-Length is not one number')
      return
    }
    body = createBodyReader(head.framing, length)
    pieces = createPieceReader(
      {
        encoding: head.encoding,
        isEventStream: head.status === 200 && mediaType(head.headers) === 'text/event-stream',
        mayCut: head.framing !== 'chunked',
      },
      listener.piece,
      (code) => finish('not-http', `its content coding "${head.encoding}" cannot be undone (${code})`),
    )
    onPieces(pieces)
    listener.head(head, Buffer.concat(raw), t)
    raw = []
    if (found.rest.length > 0 || body.complete) takeBody(found.rest, t)
  }
  socket.on('data', (bytes: Buffer) => {
    if (over) return
    const t = now()
    if (body === undefined) takeHead(bytes, t)
    else takeBody(bytes, t)
  })
  socket.on('end', () => finish(framing === 'close-delimited' ? 'complete' : 'fin'))
}
