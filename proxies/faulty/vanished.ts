/** Closes the connection of a client that has vanished: its kernel acknowledges nothing any more. */
import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import type { Server, Socket } from 'node:net'

/** Idle time before the first keep-alive probe, ms; Node sends the next ones every second (libuv). */
const IDLE = 1000
const POLL = 250
/** Probes, or retransmissions of one segment, that stay without acknowledgement. The next one follows after a second, or 400 ms. */
const UNANSWERED = 2
/**
 * The request header by which the harness names a stream, and the client that will vanish. Others are not watched: the kernel's table has every
 * connection of the machine, and dozens of these proxies run at once.
 */
const NAME = 'sse-compat-stream'
const VANISHES = /\bvanished\b/

/** Linux only: elsewhere there is no table, and a vanished client is not noticed. */
export function closeVanished(server: Server): void {
  const sockets = new Map<string, Socket>()
  server.on('connection', (socket: Socket) => {
    socket.setKeepAlive(true, IDLE)
    const ends = endsOf(socket)
    sockets.set(ends, socket)
    socket.once('close', () => sockets.delete(ends))
  })
  server.on('request', (request: IncomingMessage) => {
    if (!VANISHES.test(String(request.headers[NAME]))) return
    const ends = endsOf(request.socket)
    const timer = setInterval(() => {
      const socket = sockets.get(ends)
      if (socket === undefined) clearInterval(timer)
      else if (unanswered(ends) >= UNANSWERED) socket.resetAndDestroy()
    }, POLL)
  })
}

/** Both ends as in the kernel's table (proc(5)). */
const endsOf = ({ localAddress, localPort, remoteAddress, remotePort }: Socket): string =>
  ` ${hexOf(localAddress, localPort)} ${hexOf(remoteAddress, remotePort)} `

/** IPv4 only: the number in the machine's byte order, and the port, both in hexadecimal. */
function hexOf(address = '', port = 0): string {
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))
  return `${bytes.reverse().join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase()
}

/** How often something was sent in vain since the last acknowledgement. */
function unanswered(ends: string): number {
  const table = tableOfConnections()
  const at = table.indexOf(ends)
  // Fields after the addresses: state, tx:rx, timer:when, retransmissions, uid, unanswered probes.
  const [, , , lost = '0', , probes = '0'] = at < 0 ? [] : table.slice(at + ends.length, at + 200).split(/\s+/)
  return Math.max(Number.parseInt(lost, 16), Number(probes))
}

function tableOfConnections(): string {
  try {
    return readFileSync('/proc/net/tcp', 'utf8')
  } catch {
    return ''
  }
}
