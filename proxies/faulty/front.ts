/** The server that clients connect to: HTTP/1.1 in cleartext, or TLS with HTTP/2 and HTTP/1.1 by ALPN. */
import type { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import http2 from 'node:http2'
import type { Server, Socket } from 'node:net'
import type { Hooks } from './hooks.ts'

/** PEM files. */
export interface TlsFiles {
  readonly certificate: string
  readonly key: string
}

/** Maximum number of streams on one HTTP/2 connection, where no hook sets it. */
const MAX_STREAMS = 128
/** Without timeouts. */
const LIMITS = { requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0 }

/** Requests of both protocols have node:http's interface, which node:http2 provides too. */
export function createFront(
  tls: TlsFiles | undefined,
  hooks: Hooks,
  onRequest: (request: http.IncomingMessage, response: http.ServerResponse) => void,
): Server {
  if (tls === undefined) return http.createServer({ ...LIMITS, noDelay: true }, onRequest)
  const server = http2.createSecureServer({
    cert: readFileSync(tls.certificate),
    key: readFileSync(tls.key),
    allowHTTP1: true,
    settings: { maxConcurrentStreams: hooks.mostStreamsAnnounced ?? MAX_STREAMS },
  })
  // Its types only cover HTTP/2 requests.
  const emitter: EventEmitter = server
  emitter.on('request', onRequest)
  server.on('connection', (socket: Socket) => {
    const key = peerOf(socket)
    beneathTls.set(key, socket)
    socket.once('close', () => beneathTls.delete(key))
  })
  Object.assign(server, LIMITS)
  server.on('secureConnection', (socket) => socket.setNoDelay(true))
  // A client that does not trust the certificate, or disconnects.
  server.on('sessionError', () => {})
  return server
}

/** A TLS socket cannot be reset; the socket below it can. */
const beneathTls = new Map<string, Socket>()
const peerOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`

export function resetConnection(socket: Socket): void {
  if (socket.destroyed) return
  const below = beneathTls.get(peerOf(socket)) ?? socket
  below.resetAndDestroy()
}

/** The stream of a response over HTTP/2; undefined for HTTP/1.1. */
export const http2StreamOf = (response: http.ServerResponse): http2.ServerHttp2Stream | undefined =>
  (response as unknown as { stream?: http2.ServerHttp2Stream }).stream

/** A client numbers its streams 1, 3, 5, …: RFC 9113 §5.1.1. */
export const isStarved = ({ starveBeyond }: Hooks, response: http.ServerResponse): boolean =>
  starveBeyond !== undefined && (http2StreamOf(response)?.id ?? 0) >= 2 * starveBeyond
