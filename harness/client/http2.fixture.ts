/** For tests: HTTP servers over TLS, and their certificate. */

import { createServer, type RequestListener } from 'node:http'
import { createSecureServer, type SecureServerOptions } from 'node:http2'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket } from 'node:tls'
import type { Address, Front } from '../model/index.ts'
import { makeCertificate } from '../runtimes/certificates.ts'

export const certificate = await makeCertificate()
const shown = { cert: certificate.certificate, key: certificate.key }

export interface TestServer extends AsyncDisposable {
  readonly address: Address
}

async function listening(server: Server): Promise<TestServer> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Serves requests on any front; tests that need another certificate pass it in `options`. */
export function frontServer(
  front: Front,
  listener: RequestListener,
  options: SecureServerOptions = {},
): Promise<TestServer> {
  if (front === 'h1') return listening(createServer(listener))
  // Requests and responses of both HTTP versions have the same API.
  const server = createSecureServer({ ...shown, allowHTTP1: true, ...options }, listener as never)
  server.on('sessionError', () => {})
  return listening(server)
}

/**
 * A TLS server with one ALPN protocol that sends only the greeting and what `script` writes. `script` is called when the first
 * request's head has arrived, also with the socket below TLS.
 */
export function frameServer(
  script: (socket: TLSSocket, tcp: Socket) => void,
  { protocol = 'h2', greeting = '' }: { protocol?: 'h2' | 'http/1.1'; greeting?: Uint8Array | string } = {},
): Promise<TestServer> {
  const below = new Map<number | undefined, Socket>()
  const server = createTlsServer({ ...shown, ALPNProtocols: [protocol] }, (socket) => {
    let read = Buffer.alloc(0)
    let scripted = false
    socket.on('error', () => {})
    if (greeting.length > 0) socket.write(greeting)
    socket.on('data', (bytes) => {
      read = Buffer.concat([read, bytes])
      if (scripted || !(protocol === 'h2' ? hasHeaders(read) : read.includes('\r\n\r\n'))) return
      scripted = true
      script(socket, below.get(socket.remotePort) ?? socket)
    })
  })
  server.on('connection', (tcp: Socket) => below.set(tcp.remotePort, tcp))
  server.on('tlsClientError', () => {})
  return listening(server)
}

/** A TLS server that offers these protocols by ALPN, or has no ALPN. */
export function tlsServer(protocols?: string[]): Promise<TestServer> {
  const server = createTlsServer(
    { ...shown, ...(protocols === undefined ? {} : { ALPNProtocols: protocols }) },
    () => {},
  )
  server.on('tlsClientError', () => {})
  return listening(server)
}

/** Whether there is a HEADERS frame after the preface. */
function hasHeaders(read: Buffer): boolean {
  for (let at = 24; at + 9 <= read.length; at += 9 + read.readUIntBE(at, 3)) if (read[at + 3] === 1) return true
  return false
}

/** Builds a frame, RFC 9113 §4.1. */
function h2Frame(type: number, flags: number, stream: number, payload: Uint8Array | string = ''): Buffer {
  const body = Buffer.from(payload as string)
  const head = Buffer.alloc(9)
  head.writeUIntBE(body.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(stream, 5)
  return Buffer.concat([head, body])
}

export const SETTINGS = h2Frame(4, 0, 0)
/** A HEADERS frame with status 200 from HPACK's static table and no fields. */
export const head200 = (stream: number): Buffer => h2Frame(1, 4, stream, Buffer.from([0x88]))
export const data = (stream: number, text: string): Buffer => h2Frame(0, 0, stream, text)
export const endStream = (stream: number): Buffer => h2Frame(0, 1, stream)

export const PING = h2Frame(6, 0, 0, Buffer.alloc(8))

export function rstStream(stream: number, code: number): Buffer {
  const payload = Buffer.alloc(4)
  payload.writeUInt32BE(code)
  return h2Frame(3, 0, stream, payload)
}

export function goaway(lastStream: number, code: number): Buffer {
  const payload = Buffer.alloc(8)
  payload.writeUInt32BE(lastStream, 0)
  payload.writeUInt32BE(code, 4)
  return h2Frame(7, 0, 0, payload)
}
