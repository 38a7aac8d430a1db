import { connect, isIPv6, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Address, Ms } from '../model/index.ts'
import { contextTrusting, SERVER_NAME } from '../runtimes/certificates.ts'
import { now } from '../wire/timestamp.ts'

/** Only needed for a peer that drops packets: every other peer accepts or refuses immediately. */
const CONNECT_TIMEOUT: Ms = 10_000

export interface TlsPeer {
  /** PEM of the only certification authorities to trust. Default: those that Node trusts. */
  readonly authority?: string
  /** For SNI and for the verification of the certificate's name; '' sends no SNI. Default: the name in the run's certificate. */
  readonly serverName?: string
}

/** Host and port as in a URL or in Host: an IPv6 address has brackets (RFC 3986 §3.2.2). */
export const authorityOf = ({ host, port }: Address): string => `${isIPv6(host) ? `[${host}]` : host}:${port}`

/** The destination of a connection. */
export interface ConnectTarget {
  /** The proxy's address, or the origin's in a control. */
  readonly address: Address
  /** Local address to connect from. Default: chosen by the system. */
  readonly from?: string
  /** Present where the front is TLS. */
  readonly tls?: TlsPeer
}

export interface ConnectListener {
  /** The TCP connection is established. */
  connected(local: string, remote: string, t: Ms): void
  /** Called before anything is read, and after the TLS handshake where there is one. */
  ready(socket: Socket | TLSSocket): void
  /** It is not ready and will not become so. */
  failed(error: NodeJS.ErrnoException): void
  gone(): void
}

/** Opens a connection to the destination of a request. `protocol`: the only protocol that is offered by ALPN. */
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

/** How the peer ended the connection, derived from the socket's error. */
export function endingOf(error: NodeJS.ErrnoException): 'rst' | 'error' {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 'rst' : 'error'
}
