/** The process: one channel on node:http, as in its documentation, with our `retry`, keep-alive interval and log lines. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { createChannel, createSession } from 'better-sse'
import { HOST, PUBLISH_PATH, STREAM_PATH } from '../peer.ts'

const channel = createChannel()
const log = (event: string, details: object) =>
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...details })}\n`)
let id = Date.now() * 1000

const server = createServer(async (request, response) => {
  if (request.url === STREAM_PATH) {
    const session = await createSession(request, response, { retry: 3000, keepAlive: 15_000 })
    channel.register(session)
    log('connect', { remote: request.socket.remotePort, connections: channel.sessionCount })
  } else if (request.url === PUBLISH_PATH) {
    const { type, data } = (await json(request)) as { type: string; data: unknown }
    channel.broadcast(data, type, { eventId: String(++id) })
    response.end('{"published":true}')
  } else {
    response.writeHead(404).end()
  }
})
server.listen({ host: HOST, port: 0, backlog: 4096 }, () => {
  log('listening', { url: `http://${HOST}:${(server.address() as AddressInfo).port}` })
})
process.on('SIGTERM', () => process.exit(0))
