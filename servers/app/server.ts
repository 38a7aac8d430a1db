import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { SseCompatError } from '../../harness/model.ts'
import { CLOSE, sendJson } from './answers.ts'
import type { App } from './app.ts'
import { createDispatch } from './dispatch.ts'
import { encode } from './encoder.ts'
import { Hub } from './hub.ts'
import { numberedIds, timedIds } from './ids.ts'
import { createLog } from './log.ts'
import { DEFAULTS, type ServerOptions } from './options.ts'
import { Registry } from './registry.ts'
import { allRoutes } from './routes/all.ts'

export interface RunningServer extends AsyncDisposable {
  readonly url: string
  /** Ends every stream with a `retry:`, each client's another, waits for them up to the deadline, and closes. */
  drain(): Promise<void>
}

/** A small buffer a socket, since the queue is what holds events back for a slow client. */
const SOCKET_BUFFER = 16 * 1024

/**
 * Starts the application.
 * @param write gets each line of the log
 * @throws SseCompatError `port-in-use`, `bad-address`
 */
export async function startServer(
  given: Partial<ServerOptions>,
  write: (line: string) => void,
): Promise<RunningServer> {
  const options: ServerOptions = { ...DEFAULTS, ...given }
  const log = createLog(options.logLevel, write)
  const closing = new AbortController()
  const { historySize } = options
  const app: App = {
    options,
    log,
    registry: new Registry(options.maxConnections, options.stallTimeout),
    totals: { delivered: 0, dropped: 0 },
    notifications: new Hub({ ids: numberedIds(), historySize, unknown: 'gap' }),
    stocks: new Hub({ ids: timedIds(), historySize, unknown: 'fresh' }),
    closing: closing.signal,
  }
  const dispatch = createDispatch(app, allRoutes(app))

  const sockets = new Set<Socket>()
  const answering = new Set<Socket>()
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    answering.add(socket)
    response.on('close', () => {
      answering.delete(socket)
      if (closing.signal.aborted) socket.end()
    })
    dispatch(request, response).catch((error: unknown) => {
      log('error', 'fault', { path: request.url, message: error instanceof Error ? error.message : String(error) })
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, { error: 'the server failed at this request' }, CLOSE)
    })
  }
  const server = createServer({ highWaterMark: SOCKET_BUFFER, noDelay: true, keepAliveTimeout: 65_000 })
  server.on('request', (request, response) => {
    // A pipelined request has no socket before the answer ahead of it is over.
    if (response.socket) answer(request, response)
    else response.once('socket', () => answer(request, response))
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })

  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host: options.host, port: options.port, backlog: 4096 }, resolve)
    })
  } catch (error) {
    app.registry.close()
    closing.abort()
    throw listenError(error as NodeJS.ErrnoException, options)
  }
  const { address, port, family } = server.address() as AddressInfo
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  log('info', 'listening', { url, pid: process.pid })

  let drained: Promise<void> | undefined
  const drain = async () => {
    closing.abort()
    log('info', 'draining', { connections: app.registry.count })
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    // node:http would wait for a connection that has not asked for anything yet.
    for (const socket of sockets) if (!answering.has(socket)) socket.destroy()
    for (const stream of app.registry.all()) {
      // All at once they would come back all at once.
      stream.send(encode({ retry: options.retry * (0.5 + Math.random()) }))
      stream.end('shutdown')
    }
    const deadline = setTimeout(() => {
      for (const socket of sockets) socket.destroy()
    }, options.drainDeadline)
    await closed
    clearTimeout(deadline)
    app.registry.close()
    log('info', 'closed')
  }
  const drainOnce = () => {
    drained ??= drain()
    return drained
  }
  return { url, drain: drainOnce, [Symbol.asyncDispose]: drainOnce }
}

function listenError(error: NodeJS.ErrnoException, { host, port }: ServerOptions): SseCompatError {
  if (error.code === 'EADDRINUSE') {
    return new SseCompatError('port-in-use', `port ${port} of ${host} is in use`, { advice: 'Choose another: --port.' })
  }
  return new SseCompatError('bad-address', `cannot listen on ${host}, port ${port}: ${error.message}`, {
    advice: 'Choose an address of this machine: --host.',
  })
}
