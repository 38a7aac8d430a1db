import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { SseCompatError } from '../../harness/model/index.ts'
import { checkOptions } from './access/check-options.ts'
import { TokenFailures } from './access/token-failures.ts'
import { CLOSE, sendJson } from './answers.ts'
import type { App } from './app.ts'
import { Connections } from './connections.ts'
import { createDispatch } from './dispatch.ts'
import { encode } from './encoder.ts'
import type { EventLog } from './event-log/event-log.ts'
import { MemoryLog } from './event-log/memory.ts'
import { openRedisLog } from './event-log/redis.ts'
import { Hub } from './hub.ts'
import { numberedIds, timedIds } from './ids.ts'
import { createLog, type Log } from './log.ts'
import { DEFAULTS, type ServerOptions } from './options.ts'
import { Registry } from './registry.ts'
import { allRoutes } from './routes/all.ts'

export interface RunningServer extends AsyncDisposable {
  readonly url: string
  /** Ends every stream with a `retry:` that differs between clients, waits for the streams up to the deadline, and closes. */
  drain(): Promise<void>
}

/** Another handler for the same address. */
export interface ServerExtension {
  connected(socket: Socket): void
  /** True where it responds to this request. */
  takes(request: IncomingMessage, response: ServerResponse): boolean
  close(): void
}

/** Small socket buffers, because the queue is what buffers events for a slow client. */
const SOCKET_BUFFER = 16 * 1024

/**
 * Starts the application.
 * @param write receives each line of the log
 * @throws SseCompatError `port-in-use`, `bad-address`, `no-redis`, `bad-option`
 */
export async function startServer(
  given: Partial<ServerOptions>,
  write: (line: string) => void,
  /** The requests that it takes are not handled by this application. */
  extension?: (log: Log) => ServerExtension,
): Promise<RunningServer> {
  const options: ServerOptions = { ...DEFAULTS, ...given }
  checkOptions(options)
  const log = createLog(options.logLevel, write)
  const closing = new AbortController()
  const stocksLog = new MemoryLog({ ids: timedIds(), historySize: options.historySize, unknown: 'fresh' })
  const notifications = new Hub(await openLog(options, log))
  const app: App = {
    options,
    log,
    registry: new Registry(options),
    totals: { delivered: 0, dropped: 0 },
    tokenFailures: new TokenFailures(),
    notifications,
    stocks: new Hub(stocksLog),
    stocksLog,
    closing: closing.signal,
  }
  const dispatch = createDispatch(app, allRoutes(app))

  const connections = new Connections()
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    response.on('close', () => {
      if (closing.signal.aborted) request.socket.end()
    })
    dispatch(request, response).catch((error: unknown) => {
      log('error', 'fault', { path: request.url, message: error instanceof Error ? error.message : String(error) })
      if (response.headersSent) response.destroy()
      else sendJson(response, 500, { error: 'the server failed at this request' }, CLOSE)
    })
  }
  const server = createServer({
    highWaterMark: SOCKET_BUFFER,
    noDelay: true,
    keepAliveTimeout: 65_000,
    headersTimeout: options.requestTimeout,
    requestTimeout: options.requestTimeout,
    connectionsCheckingInterval: Math.ceil(options.requestTimeout / 4),
  })
  const other = extension?.(log)
  server.on('connection', (socket: Socket) => {
    connections.add(socket)
    other?.connected(socket)
  })
  server.on('request', (request, response) => {
    if (other?.takes(request, response) === true) return
    connections.take(request, response, () => answer(request, response))
  })

  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host: options.host, port: options.port, backlog: 4096 }, resolve)
    })
  } catch (error) {
    app.registry.close()
    notifications.close()
    closing.abort()
    throw listenError(error as NodeJS.ErrnoException, options)
  }
  const { address, port, family } = server.address() as AddressInfo
  const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  log('info', 'listening', { url, pid: process.pid })

  let drained: Promise<void> | undefined
  const drain = async () => {
    closing.abort()
    other?.close()
    log('info', 'draining', { connections: app.registry.count })
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    // node:http would wait for a connection on which no request has arrived yet.
    connections.closeIdle()
    // Events that were published in this turn of the event loop are sent at its end.
    await setImmediate()
    for (const stream of app.registry.all()) {
      // With equal delays all clients would reconnect at the same time.
      stream.send(encode({ retry: options.retry * (0.5 + Math.random()) }))
      stream.end('shutdown')
    }
    const deadline = setTimeout(() => connections.closeAll(), options.drainDeadline)
    await closed
    clearTimeout(deadline)
    app.registry.close()
    notifications.close()
    log('info', 'closed')
  }
  const drainOnce = () => {
    drained ??= drain()
    return drained
  }
  return { url, drain: drainOnce, [Symbol.asyncDispose]: drainOnce }
}

/** The storage of published events. */
function openLog({ redisUrl, historySize }: ServerOptions, log: Log): EventLog | Promise<EventLog> {
  if (redisUrl === undefined) return new MemoryLog({ ids: numberedIds(), historySize, unknown: 'gap' })
  const state = (state: 'away' | 'back', message?: string) =>
    log(state === 'away' ? 'error' : 'info', 'shared-log', { state, message })
  return openRedisLog({ url: redisUrl, historySize, state })
}

function listenError(error: NodeJS.ErrnoException, { host, port }: ServerOptions): SseCompatError {
  if (error.code === 'EADDRINUSE') {
    return new SseCompatError('port-in-use', `port ${port} of ${host} is in use`, { advice: 'Choose another: --port.' })
  }
  return new SseCompatError('bad-address', `cannot listen on ${host}, port ${port}: ${error.message}`, {
    advice: 'Choose an address of this machine: --host.',
  })
}
