import { connect, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Address, Ms } from '../model/index.ts'
import { contextTrusting, SERVER_NAME } from '../runtimes/certificates.ts'
import { now } from '../wire/timestamp.ts'

/** Only for a peer that drops packets: everything else answers at once. */
const CONNECT_TIMEOUT: Ms = 10_000

export interface TlsPeer {
  /** PEM of the one certification authority to trust; default: those that Node trusts. */
  readonly authority?: string
  /** For SNI and for the name in the certificate; '' sends none. Default: the name in a run's certificate. */
  readonly serverName?: string
}

/** Where a connection goes. */
export interface ConnectTarget {
  /** The proxy's, or the origin's in the control. */
  readonly address: Address
  /** Local address to connect from; default: the system chooses. */
  readonly from?: string
  /** Where the front is TLS. */
  readonly tls?: TlsPeer
}

export interface ConnectListener {
  /** TCP's part is done. */
  connected(local: string, remote: string, t: Ms): void
  /** Called before anything is read; after the TLS handshake, where there is one. */
  ready(socket: Socket | TLSSocket): void
  /** Not ready, and never will be. */
  failed(error: NodeJS.ErrnoException): void
  gone(): void
}

/** Opens a connection to where a request goes. `protocol`: the only one that is offered by ALPN. */
export function connectTo(
  { address, from, tls }: ConnectTarget,
  protocol: 'http/1.1' | 'h2',
  listener: ConnectListener,
): Socket {
  const { host, port } = address
  const local = from === undefined ? {} : { localAddress: from }
  const socket =
    tls === undefined
      ? connect({ host, port, noDelay: true, ...local })
      : connectTls({
          host,
          port,
          ...local,
          secureContext: contextTrusting(tls.authority),
          servername: tls.serverName ?? SERVER_NAME,
          ALPNProtocols: [protocol],
          rejectUnauthorized: true,
        })
  socket.setNoDelay(true)
  const timer = setTimeout(() => {
    socket.destroy(Object.assign(new Error('connection timed out'), { code: 'ETIMEDOUT' }))
  }, CONNECT_TIMEOUT)
  socket.once('error', listener.failed)
  socket.once('connect', () => {
    const remote = `${socket.remoteAddress}:${socket.remotePort}`
    listener.connected(`${socket.localAddress}:${socket.localPort}`, remote, now())
  })
  socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
    clearTimeout(timer)
    socket.off('error', listener.failed)
    listener.ready(socket)
  })
  socket.once('close', () => {
    clearTimeout(timer)
    listener.gone()
  })
  return socket
}

/** How a socket's own error tells that the peer ended it. */
export function endingOf(error: NodeJS.ErrnoException): 'rst' | 'error' {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'rst' : 'error'
}
