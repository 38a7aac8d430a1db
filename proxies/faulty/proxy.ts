/**
 * A small proxy that is faithful: heads, framing, bytes and endings pass as they come, at once, in both directions.
 * Hooks make it fail in one way each; every scenario has to catch its own.
 */
import http from 'node:http'
import type { Socket } from 'node:net'
import { constants, createGzip } from 'node:zlib'
import { bodyThrough } from './body.ts'
import type { Hooks } from './hooks.ts'

type Ending = 'end' | 'fin' | 'rst'
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade'])

/** Raw header pairs without those that belong to one hop (RFC 9110 §7.6.1), nor those that `drop` names. */
function endToEnd(raw: readonly string[], drop: readonly string[] = []): string[] {
  const kept: string[] = []
  for (let n = 0; n < raw.length; n += 2) {
    const name = (raw[n] ?? '').toLowerCase()
    if (!HOP_BY_HOP.has(name) && !drop.includes(name)) kept.push(raw[n] ?? '', raw[n + 1] ?? '')
  }
  return kept
}

/** Not listening yet. */
export function createProxy(backend: { host: string; port: number }, hooks: Hooks): http.Server {
  const server = http.createServer({ requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0, noDelay: true })
  server.on('request', (request, response) => {
    const resumed = request.headers['last-event-id'] !== undefined
    response.sendDate = false
    if (resumed && hooks.refuseResume !== undefined) {
      response.writeHead(hooks.refuseResume, { 'Content-Length': '0' }).end()
      return
    }
    const headers = endToEnd(request.rawHeaders, hooks.dropLastEventId === true ? ['last-event-id'] : [])
    const upstream = http.request({ ...backend, method: request.method, path: request.url, headers, agent: false })
    let gone: Ending | undefined
    upstream.on('socket', (socket: Socket) => {
      socket.setNoDelay(true)
      socket.on('end', () => {
        gone ??= 'fin'
      })
      socket.on('error', (error: NodeJS.ErrnoException) => {
        gone ??= error.code === 'ECONNRESET' ? 'rst' : 'fin'
      })
    })
    upstream.on('error', () => {
      if (!response.headersSent) response.writeHead(502, { 'Content-Length': '0' }).end()
    })
    response.on('close', () => upstream.destroy())
    upstream.on('response', (answer) => pass(answer, response, hooks, resumed, () => gone))
    request.pipe(upstream)
  })
  return server
}

function pass(
  answer: http.IncomingMessage,
  response: http.ServerResponse,
  hooks: Hooks,
  resumed: boolean,
  gone: () => Ending | undefined,
): void {
  const closeDelimited =
    answer.headers['transfer-encoding'] === undefined && answer.headers['content-length'] === undefined
  if (closeDelimited) {
    response.shouldKeepAlive = false
    response.useChunkedEncodingByDefault = false
  }
  const headers = endToEnd(answer.rawHeaders, hooks.contentType === undefined ? [] : ['content-type'])
  if (hooks.contentType !== undefined) headers.push('Content-Type', hooks.contentType)
  if (hooks.gzip === true) headers.push('Content-Encoding', 'gzip')
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', headers)
  if (hooks.holdHead !== true) response.flushHeaders()
  const gzip = hooks.gzip === true ? createGzip({ flush: constants.Z_SYNC_FLUSH }) : undefined
  gzip?.on('data', (chunk: Buffer) => response.write(chunk))
  const body = bodyThrough(hooks, resumed, (chunk) => (gzip ?? response).write(chunk))
  let ended = false
  const finish = (how: Ending): void => {
    if (ended) return
    ended = true
    stopTimers()
    body.flush()
    body.dispose()
    if (hooks.swallowEnd === true) return
    if (gzip !== undefined && how === 'end') gzip.end(() => endAs(response, how))
    else endAs(response, how)
  }
  answer.on('data', (chunk: Buffer) => body.data(chunk))
  const stopTimers = cutBy(hooks, answer, finish)
  answer.on('end', () => finish(hooks.breakEnd === true ? 'fin' : 'end'))
  // Only an answer that did not end properly errs; how, its socket has said.
  answer.on('error', () => finish(hooks.maskTruncation === true ? 'end' : (gone() ?? 'fin')))
  response.on('close', () => {
    stopTimers()
    body.dispose()
  })
}

function endAs(response: http.ServerResponse, how: Ending): void {
  if (how === 'end') response.end()
  // After what was written has gone out.
  else if (how === 'fin') setImmediate(() => response.socket?.end())
  else setImmediate(() => response.socket?.resetAndDestroy())
}

/** The proxy's own limits; returns how to stop those on time. */
function cutBy(hooks: Hooks, answer: http.IncomingMessage, finish: (how: Ending) => void): () => void {
  const cut = (): void => {
    answer.socket.destroy()
    finish((hooks.cutBy ?? 'end') as Ending)
  }
  let idle: NodeJS.Timeout | undefined
  const arm = (): void => {
    clearTimeout(idle)
    if (hooks.cutIdle !== undefined) idle = setTimeout(cut, hooks.cutIdle)
  }
  arm()
  answer.on('data', arm)
  let events = 0
  answer.on('data', (chunk: Buffer) => {
    events += chunk.toString('latin1').split('\ndata:').length - 1
    if (hooks.cutAtEvent !== undefined && events >= hooks.cutAtEvent) cut()
  })
  const total = hooks.cutTotal === undefined ? undefined : setTimeout(cut, hooks.cutTotal)
  return () => {
    clearTimeout(idle)
    clearTimeout(total)
  }
}
