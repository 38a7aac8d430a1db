import { createServer, type IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { ExchangeFact, HeaderField, Origin, OriginFact, OriginKey, OriginKind } from '../../harness/model/index.ts'
import { PLACE_HEADER } from '../../harness/model/index.ts'
import { now } from '../../harness/wire/timestamp.ts'
import { type Connection, followConnection } from './connection.ts'
import { scriptExchange } from './exchange.ts'
import { createRouter, isForNobody } from './router.ts'

/**
 * Starts the scriptable origin: HTTP/1.1 and 1.0, cleartext, without timeouts. Requests whose target contains `.sse-compat-ready`
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

  const answer = (request: IncomingMessage, response: ServerResponse, first?: Buffer) => {
    const t = now()
    const connection = connections.get(request.socket)
    if (connection === undefined) return
    const raw = connection.headOf(request)
    const serial = connection.nextExchange()
    request.resume() // an unread body would hide the peer's close
    const route = router.route(request)
    if (route === undefined) return answerStranger(request, response)

    const key: OriginKey = { side: 'origin', connection: connection.serial, exchange: serial, ...route.joined }
    if (serial === 1) route.tell({ ...key, t: connection.acceptedAt, fact: 'connection', remote: connection.remote })
    route.tell({ ...key, ...requestFact(request, raw), t })
    const tell = (fact: ExchangeFact) => route.tell({ ...key, ...fact } as OriginFact)
    route.hand(scriptExchange(connection, request, response, own, tell, first))
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
  server.on('request', answer)
  // node:http gives up the connection of an upgrade request. The scenario decides whether to accept it, so the response object is
  // created here.
  server.on('upgrade', (request, socket, first) => {
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket as Socket)
    // As node:http does for its own responses.
    response.on('finish', () => socket.end())
    socket.on('end', () => socket.end()).resume()
    answer(request, response, first)
  })
  server.on('connection', (socket: Socket) => {
    connections.set(socket, followConnection(socket, ++serials))
    socket.on('close', () => connections.delete(socket))
  })
  const listen = (at: { host: string; port: number }) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ ...at, backlog: 4096 }, () => {
        server.off('error', reject)
        resolve()
      })
    })
  await listen({ host: options.host, port: 0 })
  const { address, port } = server.address() as AddressInfo

  return {
    address: { host: address, port },
    follow: router.follow,
    async down() {
      const closed = new Promise((resolve) => server.close(resolve))
      await router.resetAll()
      for (const socket of connections.keys()) socket.resetAndDestroy()
      await closed
    },
    up: () => listen({ host: address, port }),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of connections.keys()) socket.destroy()
      await closed
    },
  }
}

export const origin: OriginKind = {
  id: 'origin',
  title: 'The scriptable origin: HTTP/1.1 in the clear',
  start: startOrigin,
}

function requestFact(request: IncomingMessage, raw: string) {
  const all: HeaderField[] = []
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    all.push([request.rawHeaders[i] ?? '', request.rawHeaders[i + 1] ?? ''])
  }
  const version: '1.0' | '1.1' = request.httpVersion === '1.0' ? '1.0' : '1.1'
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
