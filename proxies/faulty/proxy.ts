/**
 * A small correct proxy: heads, framing, bytes and endings are forwarded as they arrive, immediately, in both directions. Each
 * hook makes it fail in one way, which its scenario has to detect.
 */
import http from 'node:http'
import { constants } from 'node:http2'
import type { Server, Socket } from 'node:net'
import { hooksForAnswer } from './answer.ts'
import { bodyThrough, editsEvents } from './body.ts'
import { compressorFor } from './compressor.ts'
import { createFailures } from './failure.ts'
import { createFront, http2StreamOf, isStarved, resetConnection, type TlsFiles } from './front.ts'
import { writeInTurn } from './head-of-line.ts'
import type { Hooks } from './hooks.ts'
import { createStreamLimit } from './limits.ts'
import { awaitReader, createDeafness, limitHead } from './patience.ts'
import { createReloads } from './reload.ts'
import { needsWholeBody, refuseBody, requestBody } from './request.ts'
import { createSharing } from './sharing.ts'
import { passUpgrades } from './upgrade.ts'
import { closeVanished } from './vanished.ts'

type Ending = 'end' | 'fin' | 'rst'
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'te', 'trailer', 'upgrade'])

/**
 * Raw header pairs without those that belong to one hop (RFC 9110 §7.6.1), and without those in `drop`. HTTP/2's own fields are
 * removed, but `:authority` becomes Host (RFC 9113 §8.3.1).
 */
function endToEnd(raw: readonly string[], drop: readonly string[] = []): string[] {
  const kept: string[] = []
  for (let n = 0; n < raw.length; n += 2) {
    const name = (raw[n] ?? '').toLowerCase()
    if (name === ':authority') kept.push('Host', raw[n + 1] ?? '')
    else if (!name.startsWith(':') && !HOP_BY_HOP.has(name) && !drop.includes(name))
      kept.push(raw[n] ?? '', raw[n + 1] ?? '')
  }
  return kept
}

export interface Proxy {
  /** Not listening yet. */
  readonly server: Server
  reload(): void
}

export function createProxy(backend: { host: string; port: number }, hooks: Hooks, tls?: TlsFiles): Proxy {
  const limit = createStreamLimit(hooks)
  const reloads = createReloads(hooks)
  const sharing = createSharing(hooks)
  const failures = createFailures(hooks)
  const agent = hooks.keepOrigin === true && new http.Agent({ keepAlive: true })
  const server = createFront(tls, hooks, async (request, response) => {
    // The harness's own request, which tests whether the proxy still responds, is not a stream.
    if (request.headers.accept?.includes('text/event-stream') !== true) ask(request, response)
    else if (await reloads.admit(response)) limit(response, () => ask(request, response))
  })
  passUpgrades(server, backend, hooks)
  if (hooks.ignoreVanishing !== true) closeVanished(server)
  return { server, reload: reloads.reload }

  function ask(request: http.IncomingMessage, response: http.ServerResponse): void {
    const resumed = request.headers['last-event-id'] !== undefined
    response.sendDate = false
    if (resumed && hooks.refuseResume !== undefined) {
      response.writeHead(hooks.refuseResume, { 'Content-Length': '0' }).end()
      return
    }
    if (failures.stillDown(response) || sharing.take(request, response, () => ask(request, response))) return
    if (refuseBody(hooks, request, response)) return
    const body: Buffer[] = []
    if (!needsWholeBody(hooks)) request.pipe(askOrigin(request, response, resumed))
    else
      request
        .on('data', (piece) => body.push(piece))
        .on('end', () => {
          const whole = requestBody(hooks, Buffer.concat(body))
          const again = hooks.askAgain === 'every' || (hooks.askAgain === 'safe' && request.method === 'GET')
          askOrigin(request, response, resumed, again ? whole : undefined).end(whole)
        })
  }

  /** @param again the body to send once more if the origin aborts before it responds */
  function askOrigin(
    request: http.IncomingMessage,
    response: http.ServerResponse,
    resumed: boolean,
    again?: Buffer,
  ): http.ClientRequest {
    const headers = endToEnd(request.rawHeaders, droppedFields(hooks, request))
    if (hooks.ownHost === true) replaceHost(headers)
    const upstream = http.request({ ...backend, method: request.method, path: request.url, headers, agent })
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
      if (again === undefined || response.headersSent) failures.fail(response)
      else askOrigin(request, response, resumed).end(again)
    })
    if (hooks.ignoreLeaving !== true && hooks.ignoreLeaving !== request.method)
      response.on('close', () => upstream.destroy())
    let hinted = false
    upstream.on('information', ({ statusCode, headers: { link } }) => {
      if (statusCode !== 103 || response.headersSent) return
      if (link !== undefined) response.writeEarlyHints({ link })
      hinted = true
      if (hooks.finalEarlyHints === true) endAs(response, 'fin')
    })
    const late = limitHead(hooks, upstream)
    upstream.on('response', (answer) => {
      if (late()) return
      if (hinted && hooks.finalEarlyHints === true) return void answer.destroy()
      // It was refused in the meantime, as a body that took too long.
      if (response.headersSent) return void answer.destroy()
      sharing.keep(request, answer)
      const held = hinted && hooks.holdAfterEarlyHints !== undefined
      const hold = held ? { holdHead: true, holdBytes: hooks.holdAfterEarlyHints } : {}
      pass(answer, response, { ...hooksForAnswer(hooks, request, answer), ...hold }, resumed, {
        gone: () => gone,
        forgotten: () => reloads.forgets(response) || isStarved(hooks, response),
      })
    })
    return upstream
  }
}

function droppedFields(hooks: Hooks, { headers }: http.IncomingMessage): string[] {
  const { dropRequestFields: start } = hooks
  const named = start === undefined ? [] : Object.keys(headers).filter((name) => name.startsWith(start))
  return hooks.dropLastEventId === true ? [...named, 'last-event-id'] : named
}

/** @param headers name, value, name, value, … */
function replaceHost(headers: string[]): void {
  const at = headers.findIndex((name, n) => n % 2 === 0 && name.toLowerCase() === 'host')
  if (at >= 0) headers[at + 1] = 'backend'
}

function pass(
  answer: http.IncomingMessage,
  response: http.ServerResponse,
  hooks: Hooks,
  resumed: boolean,
  { gone, forgotten }: { readonly gone: () => Ending | undefined; readonly forgotten: () => boolean },
): void {
  const closeDelimited =
    answer.headers['transfer-encoding'] === undefined && answer.headers['content-length'] === undefined
  if (closeDelimited) {
    response.shouldKeepAlive = false
    response.useChunkedEncodingByDefault = false
  }
  const status = answer.statusCode ?? 502
  const ownPage = hooks.ownErrorPages === true && status >= 400
  const replaced = [
    ...(hooks.contentType === undefined ? [] : ['content-type']),
    ...(ownPage || changesLength(hooks, resumed) ? ['content-length'] : []),
    ...Object.keys(answer.headers).filter(
      (name) => hooks.dropFields !== undefined && name.startsWith(hooks.dropFields),
    ),
  ]
  const headers = endToEnd(answer.rawHeaders, replaced)
  if (hooks.contentType !== undefined) headers.push('Content-Type', hooks.contentType)
  if (hooks.gzip === true) headers.push('Content-Encoding', hooks.coding ?? 'gzip')
  response.writeHead(status, answer.statusMessage ?? '', headers)
  if (ownPage) {
    answer.resume()
    response.end('something went wrong\n')
    return
  }
  if (hooks.holdHead !== true) response.flushHeaders()
  const compressor = hooks.gzip === true ? compressorFor(hooks.coding) : undefined
  const deaf = createDeafness(hooks)
  const write = (chunk: Buffer): void => {
    if (forgotten() || deaf()) return
    if (hooks.headOfLine === true || hooks.bigFirst !== undefined) writeInTurn(hooks, response, chunk)
    else if (!response.write(chunk) && hooks.absorb !== true) {
      answer.pause()
      awaitReader(hooks, response, { goOn: () => void answer.resume(), giveUp: cut })
    }
  }
  compressor?.on('data', write)
  const body = bodyThrough(hooks, resumed, (chunk) =>
    compressor === undefined ? write(chunk) : compressor.write(chunk),
  )
  let ended = false
  const finish = (how: Ending): void => {
    if (ended) return
    ended = true
    stopTimers()
    if (how === 'end' || hooks.dropHeldAtBreak !== true) body.flush()
    body.dispose()
    if (hooks.swallowEnd === true || forgotten() || deaf()) return
    if (compressor !== undefined && how === 'end') compressor.once('end', () => endAs(response, how)).end()
    else endAs(response, how)
  }
  answer.on('data', (chunk: Buffer) => {
    // Data that had been read before a limit ended the response still arrives.
    if (!ended) body.data(chunk)
  })
  const cut = (): void => {
    answer.socket.destroy()
    finish((hooks.cutBy ?? 'end') as Ending)
  }
  const stopTimers = cutBy(hooks, answer, cut)
  const broken = (): void => finish(hooks.maskTruncation === true ? 'end' : (gone() ?? 'fin'))
  answer.on('end', () => {
    // node:http treats a reset as the end of a close-delimited response.
    if (closeDelimited && gone() === 'rst') broken()
    else finish(hooks.breakEnd === true ? 'fin' : 'end')
  })
  // Only a response that did not end properly emits an error; the socket shows how it ended.
  answer.on('error', broken)
  response.on('close', () => {
    stopTimers()
    body.dispose()
  })
}

/** A body that is shorter than its Content-Length would leave the client waiting. */
const changesLength = (hooks: Hooks, resumed: boolean): boolean =>
  hooks.gzip === true ||
  hooks.maskTruncation === true ||
  hooks.cutAtEvent !== undefined ||
  hooks.cutIdle !== undefined ||
  hooks.cutTotal !== undefined ||
  editsEvents(hooks, resumed)

function endAs(response: http.ServerResponse, how: Ending): void {
  const stream = http2StreamOf(response)
  if (how === 'end') response.end()
  // The only way to abort an HTTP/2 stream: RFC 9113 §5.4.2.
  else if (stream !== undefined) setImmediate(() => stream.close(constants.NGHTTP2_INTERNAL_ERROR))
  // After the written data has been sent.
  else if (how === 'fin') setImmediate(() => response.socket?.end())
  else
    setImmediate(() => {
      if (response.socket !== null) resetConnection(response.socket)
    })
}

/** The proxy's own limits; returns a function that stops the timed ones. */
function cutBy(hooks: Hooks, answer: http.IncomingMessage, cut: () => void): () => void {
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
