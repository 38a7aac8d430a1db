/** Small proxies for tests: a correct one, and several with one defect each, in front of a relay that replays a recorded stream. */
import { createServer, type IncomingHttpHeaders, request as send } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { chunkOf } from '../../servers/relay/chunk.ts'
import type { Recording } from '../../servers/relay/recording.ts'
import { startRelay } from '../../servers/relay/relay.ts'
import type { Ms } from '../model/index.ts'
import type { AppRoute } from './route.ts'
import type { AppTarget } from './target.ts'

const EVENT = Buffer.from('id: 1\ndata: a\n\n')
export const recorded = (framing: string): Recording => ({
  head: Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n${framing}\r\n`),
  pieces: [
    {
      raw: framing === '' ? EVENT : chunkOf(EVENT),
      decoded: EVENT,
      bytes: EVENT.length,
      content: [],
      at: 0,
      atBoundary: true,
    },
  ],
})
export const CHUNKED = recorded('Transfer-Encoding: chunked\r\n')
export const TARGET: AppTarget = {
  url: 'http://127.0.0.1/',
  application: { host: '127.0.0.1', port: 1, tls: false },
  target: '/events',
  host: '127.0.0.1',
  method: 'GET',
  headers: [],
  body: undefined,
}

export interface Defect {
  readonly stores?: boolean
  /** Other requests wait until the first response has ended, and get its stored copy. */
  readonly locks?: boolean
  readonly change?: (headers: IncomingHttpHeaders) => IncomingHttpHeaders
  /** Sends a request to the application once more when its response has ended, and discards the response to it. */
  readonly repeats?: boolean
  /** Maximum number of requests at a time. */
  readonly most?: number
  /** Forwards nothing of a response before it has this many bytes, or ends. */
  readonly buffers?: number
  /** Closes a stream that is silent for this long, or that has lasted this long. */
  readonly idle?: Ms
  readonly total?: Ms
  /** What a reload does to open streams. */
  readonly reload?: 'nothing' | 'closes' | 'silences' | 'fails'
}

export async function route(defect?: Defect): Promise<AppRoute> {
  const relay = await startRelay('127.0.0.1')
  const server = createServer()
  const open: OpenStreams = new Map()
  if (defect !== undefined) serve(server, relay.address.port, defect, open)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    relay,
    address: defect === undefined ? relay.address : { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    path: '/sse/',
    host: '',
    requestHeaders: [],
    settings: { timers: [] },
    clock: 1,
    died: new Promise(() => {}),
    ...(defect?.reload === undefined ? {} : { reload: () => reload(open, defect.reload) }),
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]()
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The client's socket of each open stream, and a function that makes it deliver nothing more. */
type OpenStreams = Map<Socket, () => void>

async function reload(open: OpenStreams, how: Defect['reload']): Promise<void> {
  if (how === 'fails') throw new Error('the configuration is refused')
  for (const [socket, silence] of open) {
    if (how === 'closes') socket.destroy()
    if (how === 'silences') silence()
  }
}

function serve(
  server: ReturnType<typeof createServer>,
  port: number,
  { stores, locks, change, repeats, most = Number.POSITIVE_INFINITY, buffers = 0, idle, total }: Defect,
  open: OpenStreams,
): void {
  const stored = new Map<string, string>()
  const running = new Map<string, Promise<void>>()
  server.on('request', (request, response) => {
    const has = stored.get(request.url ?? '')
    const isBypassed = request.headers['cache-control'] === 'no-cache'
    if (has !== undefined && !isBypassed) return void response.writeHead(200).end(has)
    if (open.size >= most) return void response.writeHead(503).end('too many')
    const { url: path, method } = request
    const first = running.get(path ?? '')
    if (locks === true && first !== undefined && !isBypassed) {
      void first.then(() => response.writeHead(200).end(stored.get(path ?? '')))
      return
    }
    const over = Promise.withResolvers<void>()
    running.set(path ?? '', over.promise)
    const headers = change?.(request.headers) ?? request.headers
    const asked = send({ port, path, method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      let body = ''
      let isSilent = false
      open.set(request.socket, () => {
        isSilent = true
      })
      if (idle !== undefined) answer.setTimeout(idle, () => response.destroy())
      const end = total === undefined ? undefined : setTimeout(() => response.destroy(), total)
      response.on('close', () => {
        clearTimeout(end)
        open.delete(request.socket)
      })
      response.flushHeaders()
      answer.on('data', (bytes: Buffer) => {
        const before = body.length < buffers ? body : ''
        body += bytes
        if (!isSilent && body.length >= buffers) response.write(before + bytes)
      })
      answer.on('end', () => {
        if (stores === true) stored.set(path ?? '', body)
        if (repeats === true)
          send({ port, path, method, headers, agent: false })
            .on('error', () => {})
            .end()
        over.resolve()
        response.end(body.length < buffers ? body : '')
      })
      answer.on('error', () => response.destroy())
    })
    asked.on('error', () => response.destroy())
    response.on('close', () => asked.destroy())
    asked.end()
  })
}
