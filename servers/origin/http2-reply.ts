import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { HeaderField, Ms, SocketEnd } from '../../harness/model/index.ts'
import { now } from '../../harness/wire/timestamp.ts'
import { fieldsOf } from './head.ts'
import type { Http2Peer } from './http2-peer.ts'
import type { Reply } from './reply.ts'

/** RFC 9113 §8.2.2: fields of one HTTP/1.1 connection, which a message over HTTP/2 must not have. */
const OF_HTTP1 = /^(connection|keep-alive|proxy-connection|transfer-encoding|upgrade)$/i

/** The response on one stream of an HTTP/2 connection. @param isHead the request is one whose response has no body */
export function http2Reply(peer: Http2Peer, stream: ServerHttp2Stream, isHead: boolean): Reply {
  const listeners = new Set<(ending: SocketEnd | undefined, t: Ms) => void>()
  let gone = false
  /** Its head has END_STREAM, so that the stream may be over before the scenario ends the response. */
  let isBodiless = false
  const leave = (how: SocketEnd | undefined, t: Ms) => {
    if (gone) return
    gone = true
    unsubscribe()
    for (const listener of listeners) listener(how, t)
    listeners.clear()
  }
  const unsubscribe = peer.onGone(leave)
  stream.on('error', () => {}) // a write at the same time as the peer's close
  // RST_STREAM of the peer, whatever its code.
  stream.on('aborted', () => leave('rst', now()))
  // After a proper end the connection stays, as over HTTP/1.1.
  stream.on('close', () => {
    if (!isBodiless && !stream.writableFinished) leave('rst', now())
  })
  const head = (status: number, fields: readonly HeaderField[], isEnd = false): string => {
    stream.respond(asHeaders(status, fields), { endStream: isEnd, sendDate: false } as object)
    return rawHead(status, fields)
  }
  return {
    local: peer.local,
    remote: peer.remote,
    get unsent() {
      return stream.writableLength + peer.unsent
    },
    get gone() {
      return gone || (stream.destroyed && !isBodiless)
    },
    get isEnded() {
      return stream.writableEnded
    },
    onGone(listener) {
      if (gone) listener(undefined, now())
      else listeners.add(listener)
    },
    sendEarlyHints(link) {
      stream.additionalHeaders({ ':status': 103, link })
      return { raw: rawHead(103, [['link', link]]), status: 103 }
    },
    sendHead(options, own) {
      const status = options.status ?? 200
      const fields = fieldsOf(options, own)
        .filter(([name]) => !OF_HTTP1.test(name))
        .map(([name, value]): HeaderField => [name.toLowerCase(), value])
      const hasLength = fields.some(([name]) => name === 'content-length')
      isBodiless = isHead || BODILESS.has(status)
      const framing = isBodiless ? 'none' : hasLength ? 'content-length' : 'h2'
      return { raw: head(status, fields, isBodiless), asked: options.framing ?? framing, framing, status }
    },
    write: (bytes, done) => void stream.write(bytes, () => done()),
    end(rest, done) {
      if (isBodiless) done()
      else stream.end(rest, () => done())
    },
    breakOff(inside, done) {
      // A part of a line, so that no parser completes an event.
      const part = [frameHead(64, DATA, stream), Buffer.from('data: par')]
      peer.breakOff(inside && stream.headersSent ? Buffer.concat(part) : Buffer.alloc(0), done)
    },
    // node:http2 would end the response first: `close` sends END_STREAM before RST_STREAM.
    reset() {
      if (!stream.headersSent) return peer.reset()
      const code = Buffer.alloc(4)
      code.writeUInt32BE(constants.NGHTTP2_INTERNAL_ERROR)
      peer.send(Buffer.concat([frameHead(code.length, RST_STREAM, stream), code]))
      leave(undefined, now())
    },
    abandon(is) {
      if (is === 'aborted') return peer.destroy()
      if (is === 'before-head') head(204, [], true)
      else stream.end()
    },
  }
}

/** node:http2 sends END_STREAM with these. */
const BODILESS = new Set([204, 205, 304])
const DATA = 0x0
const RST_STREAM = 0x3

/** RFC 9113 §4.1, without flags. */
function frameHead(length: number, type: number, { id = 0 }: ServerHttp2Stream): Buffer {
  const head = Buffer.alloc(9)
  head.writeUIntBE(length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt32BE(id, 5)
  return head
}

function asHeaders(status: number, fields: readonly HeaderField[]): OutgoingHttpHeaders {
  const headers: Record<string, number | string | string[]> = { ':status': status }
  for (const [name, value] of fields) {
    const before = headers[name]
    headers[name] = before === undefined ? value : [String(before), value].flat()
  }
  return headers
}

const rawHead = (status: number, fields: readonly HeaderField[]): string =>
  [[':status', String(status)], ...fields].map((field) => `${field.join(': ')}\r\n`).join('')
