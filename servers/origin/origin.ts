import { createServer, type IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createListener, type Socket } from 'node:net'
import type { ExchangeFact, HeaderField, Origin, OriginFact, OriginKey, OriginKind } from '../../harness/model/index.ts'
import { PLACE_HEADER } from '../../harness/model/index.ts'
import { now } from '../../harness/wire/timestamp.ts'
import { type Connection, followConnection } from './connection.ts'
import { scriptExchange } from './exchange.ts'
import { http1Reply } from './http1-reply.ts'
import { type Http2Request, isPreface, speakHttp2 } from './http2.ts'
import type { Accepted } from './http2-peer.ts'
import type { OriginRequest, Reply } from './reply.ts'
import { createRouter, isForNobody } from './router.ts'
import { acceptUpgrade, type Upgraded } from './upgrade.ts'

/**
 * Starts the scriptable origin: HTTP/1.1, HTTP/1.0, and HTTP/2 with prior knowledge, cleartext, without timeouts. Requests whose target contains `.sse-compat-ready`
 * get status 204, requests that belong to no follower 404.
 * @param options.host address to bind; the system chooses the port
 * @param options.headers added to every head, as the profile's application would add them
 * @throws the system's error when the address cannot be bound
 */
export async function startOrigin(options: { host: string; headers?: readonly HeaderField[] }): Promise<Origin> {
  const router = createRouter()
  const connections = new Map<Socket, Connection>()
  const own = options.headers ?? []
  let serials = 0

  const answer = (
    received: Received,
    of: Accepted & { readonly remote: string; nextExchange(): number },
    accept?: (message: (text: string) => void) => Upgraded,
  ): boolean => {
    const t = now()
    const { request, raw, reply } = received
    const serial = of.nextExchange()
    request.resume() // an unread body would hide the peer's close
    const route = router.route(request)
    if (route === undefined) return false

    const key: OriginKey = { side: 'origin', connection: of.serial, exchange: serial, ...route.joined }
    if (serial === 1) route.tell({ ...key, t: of.acceptedAt, fact: 'connection', remote: of.remote })
    route.tell({ ...key, ...requestFact(request, raw), t })
    const tell = (fact: ExchangeFact) => route.tell({ ...key, ...fact } as OriginFact)
    route.hand(scriptExchange(request, reply, own, tell, accept))
    return true
  }
  const answerHttp1 = (request: IncomingMessage, response: ServerResponse, first?: Buffer) => {
    const connection = connections.get(request.socket)
    if (connection === undefined) return
    const received = { request, raw: connection.headOf(request), reply: http1Reply(connection, request, response) }
    const accept =
      first && ((message: (text: string) => void) => acceptUpgrade(request, request.socket, first, message))
    if (!answer(received, connection, accept)) answerStranger(request, response)
  }
  const answerHttp2 = (received: Http2Request) => {
    if (answer(received, received.peer)) return
    received.reply.sendHead({ status: isForNobody(received.request) ? 204 : 404, headers: [] }, [])
    received.reply.end(Buffer.alloc(0), () => {})
  }

  const server = createServer({
    requestTimeout: 0,
    headersTimeout: 0,
    keepAliveTimeout: 0,
    connectionsCheckingInterval: 2 ** 30,
    noDelay: true,
    maxHeaderSize: 64 * 1024,
    shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
  })
  server.timeout = 0
  server.on('request', answerHttp1)
  // node:http gives up the connection of an upgrade request. The scenario decides whether to accept it, so the response object is
  // created here.
  server.on('upgrade', (request, socket, first) => {
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket as Socket)
    // As node:http does for its own responses.
    response.on('finish', () => socket.end())
    socket.on('end', () => socket.end()).resume()
    answerHttp1(request, response, first)
  })
  const sockets = new Set<Socket>()
  // Which version a peer speaks is known from its first bytes.
  const listener = createListener({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const accepted = { serial: ++serials, acceptedAt: now() }
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      connections.delete(socket)
    })
    const isUnused = () => socket.destroy()
    socket.once('error', isUnused).once('end', isUnused)
    socket.once('data', (first: Buffer) => {
      socket.off('error', isUnused).off('end', isUnused)
      if (isPreface(first)) return speakHttp2(socket, accepted, first, answerHttp2)
      socket.pause()
      socket.unshift(first)
      server.emit('connection', socket)
      connections.set(socket, followConnection(socket, accepted))
      socket.resume()
    })
  })
  const listen = (at: { host: string; port: number }) =>
    new Promise<void>((resolve, reject) => {
      listener.once('error', reject)
      listener.listen({ ...at, backlog: 4096 }, () => {
        listener.off('error', reject)
        resolve()
      })
    })
  await listen({ host: options.host, port: 0 })
  const { address, port } = listener.address() as AddressInfo

  return {
    address: { host: address, port },
    follow: router.follow,
    async down() {
      const closed = new Promise((resolve) => listener.close(resolve))
      await router.resetAll()
      for (const socket of sockets) socket.resetAndDestroy()
      await closed
    },
    up: () => listen({ host: address, port }),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => listener.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

export const origin: OriginKind = {
  id: 'origin',
  title: 'The scriptable origin: HTTP/1.1 and HTTP/2 in the clear',
  start: startOrigin,
}

interface Received {
  readonly request: OriginRequest
  readonly raw: string
  readonly reply: Reply
}

const VERSIONS = { '1.0': '1.0', '2.0': '2' } as const

function requestFact(request: OriginRequest, raw: string) {
  const all: HeaderField[] = []
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    all.push([request.rawHeaders[i] ?? '', request.rawHeaders[i + 1] ?? ''])
  }
  const version = VERSIONS[request.httpVersion as keyof typeof VERSIONS] ?? '1.1'
  const sent = { fact: 'request' as const, method: request.method ?? '', target: request.url ?? '', version }
  const place = all.find(isPlace)?.[1]
  if (place === undefined) return { ...sent, raw, headers: all }
  return { ...sent, raw: raw.replace(PLACE_LINES, ''), headers: all.filter((field) => !isPlace(field)), place }
}

const isPlace = ([name]: HeaderField): boolean => name.toLowerCase() === PLACE_HEADER.toLowerCase()
const PLACE_LINES = new RegExp(`(?<=\\r\\n)${PLACE_HEADER}:[^\\r\\n]*\\r\\n`, 'gi')

/** Responds to readiness requests; any other request belongs to no test case. */
function answerStranger(request: IncomingMessage, response: ServerResponse): void {
  if (isForNobody(request)) response.writeHead(204).end()
  else response.writeHead(404, { 'Content-Type': 'text/plain' }).end('no scenario waits for this request\n')
}
