import type { IncomingMessage, ServerResponse } from 'node:http'
import { now } from '../../harness/wire/timestamp.ts'
import { CLOSE, sendJson } from './answers.ts'
import type { App } from './app.ts'
import type { ServerOptions } from './options.ts'
import { SseStream } from './stream.ts'

/** Seconds. EventSource does not reconnect after a 429; other clients do. */
const RETRY_AFTER = '5'

/** The head of every stream. */
export function streamHeaders(options: ServerOptions): Record<string, string> {
  return {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': options.noTransform ? 'no-cache, no-transform' : 'no-cache',
    ...(options.accelHeader ? { 'X-Accel-Buffering': 'no' } : {}),
    // RFC 10036: requests that intermediaries forward the response incrementally.
    ...(options.incremental ? { Incremental: '?1' } : {}),
  }
}

/** True where another stream can be opened; else it responds with 429 or 503, unless the client has closed. */
export function hasRoom(app: App, request: IncomingMessage, response: ServerResponse, path: string): boolean {
  const { registry, log } = app
  // The client closed while its request was being checked.
  if (response.destroyed || request.socket.destroyed) return false
  const after = { 'Retry-After': RETRY_AFTER }
  if (app.closing.aborted) {
    sendJson(response, 503, { error: 'the server is going down' }, { ...CLOSE, ...after })
    return false
  }
  if (registry.isFull) {
    log('warn', 'refused', { path, connections: registry.count })
    sendJson(response, 429, { error: 'too many open streams', maxConnections: registry.max }, after)
    return false
  }
  const { remoteAddress = '', remotePort } = request.socket
  if (registry.isFullFor(remoteAddress)) {
    const { maxPerClient } = registry
    log('warn', 'refused', { path, remote: `${remoteAddress}:${remotePort}`, maxPerClient })
    sendJson(response, 429, { error: 'too many open streams of this client', maxPerClient }, after)
    return false
  }
  return true
}

/** Opens a stream that is counted and logged; undefined where there is no room, and the response has been sent. */
export function openStream(
  app: App,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): SseStream | undefined {
  const { options, registry, log } = app
  if (!hasRoom(app, request, response, path)) return undefined
  // An unread body would stop the reading from the socket, so that a client disconnect would not be detected.
  request.resume()
  const stream = new SseStream(response, {
    path,
    limit: options.queueSize,
    totals: app.totals,
    headers: streamHeaders(options),
  })
  // The headers are not needed any more, and with thousands of streams they are a tenth of the memory.
  request.headers = {}
  request.headersDistinct = {}
  request.rawHeaders = []
  const { remoteAddress = '', remotePort } = request.socket
  registry.add(stream, remoteAddress)
  const remote = `${remoteAddress}:${remotePort}`
  log('info', 'connect', { path, remote, connections: registry.count })
  stream.onDropping = () => log('warn', 'drop', { path, remote })
  stream.onLeave((reason) => {
    const seconds = Math.round(now() - stream.openedAt) / 1000
    log('info', 'leave', { path, remote, reason, seconds, connections: registry.count })
  })
  return stream
}
