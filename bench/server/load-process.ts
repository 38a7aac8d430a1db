/**
 * The process with the clients of all streams. It is lightweight, so that the server is what is measured: plain sockets share one
 * buffer, in which the mark of each event is counted. Nothing is parsed or stored.
 */
import { connect, type Socket } from 'node:net'
import { now } from '../../harness/wire/timestamp.ts'
import { type Arrivals, type LoadOrder, type LoadReport, MARK } from './load.ts'

const MARK_BYTE = MARK.charCodeAt(0)
/** Number of concurrent connection attempts: fewer than a server's backlog. */
const AT_ONCE = 200

const tell = (report: LoadReport) => process.send?.(report)
const sockets = new Set<Socket>()
const shared = Buffer.allocUnsafe(64 * 1024)
let received = 0
let milestone = Number.POSITIVE_INFINITY
let arrivals: number[] | undefined
let step = 0

function onBytes(length: number, buffer: Uint8Array): void {
  const bytes = buffer.subarray(0, length)
  let found = 0
  for (let at = bytes.indexOf(MARK_BYTE); at !== -1; at = bytes.indexOf(MARK_BYTE, at + 1)) found++
  if (found === 0) return
  received += found
  if (arrivals !== undefined) for (let i = 0; i < found; i++) arrivals.push(now())
  while (received >= milestone) {
    milestone += step
    tell({ what: 'round', at: now() })
  }
}

function open(order: Extract<LoadOrder, { do: 'open' }>, index: number): Promise<void> {
  const { host, port, path, sources, reading } = order
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      localAddress: sources[index % sources.length] as string,
      ...(reading
        ? {
            onread: {
              buffer: shared,
              callback: (length: number, buffer: Uint8Array) => {
                resolve()
                onBytes(length, buffer)
                return true
              },
            },
          }
        : {}),
    })
    sockets.add(socket)
    socket.on('error', reject)
    socket.on('close', () => {
      if (sockets.delete(socket)) tell({ what: 'lost' })
    })
    if (!reading) {
      socket.pause()
      socket.on('connect', () => resolve())
    }
    // The request head of a browser's EventSource.
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: keep-alive\r\nAccept: text/event-stream\r\n` +
        'Cache-Control: no-cache\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0\r\n' +
        'Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9\r\n\r\n',
    )
  })
}

async function openAll(order: Extract<LoadOrder, { do: 'open' }>): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < order.count) await open(order, next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  tell({ what: 'open' })
}

function arrivalsOf(times: readonly number[]): Arrivals {
  const sorted = Float64Array.from(times).sort()
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] as number
  return { p50: at(0.5), p99: at(0.99), last: at(1) }
}

process.on('message', (order: LoadOrder) => {
  if (order.do === 'open') openAll(order).catch((error: Error) => tell({ what: 'failed', message: error.message }))
  else if (order.do === 'count') {
    received = 0
    arrivals = order.each ? [] : undefined
    step = order.step
    milestone = step
    tell({ what: 'counting' })
  } else {
    tell({ what: 'arrivals', ...arrivalsOf(arrivals ?? []) })
    arrivals = undefined
  }
})
process.on('disconnect', () => process.exit())
process.on('SIGTERM', () => {
  // Closed by a reset: thousands of ports in TIME_WAIT would not be available to the next server's clients.
  for (const socket of sockets) socket.removeAllListeners('close').resetAndDestroy()
  process.exit(0)
})
