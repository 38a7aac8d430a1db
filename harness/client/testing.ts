import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Address, ClientFact, ClientStream, Front, OpenOptions } from '../model/index.ts'
import { type Connections, createConnections } from './connections.ts'
import { openStream } from './stream.ts'

/** For tests: a server without any HTTP logic, so that it can end a stream in every wrong way. */
export interface RawServer extends AsyncDisposable {
  readonly address: Address
  /** Request heads in order, as latin1. */
  readonly requests: readonly string[]
}

/** @param script called with the first request head of each connection; `nth` is 1 for the first connection */
export async function rawServer(script: (socket: Socket, request: string, nth: number) => void): Promise<RawServer> {
  const sockets = new Set<Socket>()
  const requests: string[] = []
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    let read = ''
    socket.on('data', (chunk) => {
      const before = read.includes('\r\n\r\n')
      read += chunk.toString('latin1')
      if (before || !read.includes('\r\n\r\n')) return
      requests.push(read)
      script(socket, read, requests.length)
    })
    socket.on('end', () => socket.end())
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    requests,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/**
 * An address that refuses connections until it is disposed of. It is the client's end of an open connection: nothing listens
 * there, and the kernel gives the port to no other socket, as it may do with the port of a server that has just been closed.
 */
export async function refusingAddress(): Promise<AsyncDisposable & { readonly address: Address }> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [[accepted]] = await Promise.all([once(server, 'connection'), once(client, 'connect')])
  return {
    address: { host: '127.0.0.1', port: client.localPort as number },
    async [Symbol.asyncDispose]() {
      client.destroy()
      accepted.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Writes parts in separate segments: each one after the kernel has accepted the previous one and one turn of the event loop has passed. */
export async function writeParts(socket: Socket, parts: readonly (string | Uint8Array)[]): Promise<void> {
  for (const part of parts) {
    await new Promise((resolve) => socket.write(part, resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** For tests: a stream that is closed when the test ends, and its facts. */
export interface TestStream extends AsyncDisposable {
  readonly stream: ClientStream
  readonly facts: ClientFact[]
  /** The facts of one kind, in order. */
  of<K extends ClientFact['fact']>(kind: K): Extract<ClientFact, { fact: K }>[]
}

export interface TestFront {
  readonly front?: Front
  /** PEM. */
  readonly authority?: string
  readonly connections?: Connections
  readonly path?: string
  readonly host?: string
}

export function testStream(
  address: Address,
  open: OpenOptions = {},
  client = 'c',
  token = 'tok',
  { front = 'h1', authority, connections = createConnections(), path = '/sse/', host = '' }: TestFront = {},
): TestStream {
  const facts: ClientFact[] = []
  const sink = (fact: ClientFact) => void facts.push(fact)
  const tls = authority === undefined ? {} : { tls: { authority } }
  const stream = openStream({ address, path, host, token, client, open, sink, front, connections, ...tls })
  return {
    stream,
    facts,
    of: <K extends ClientFact['fact']>(kind: K) =>
      facts.filter((fact): fact is Extract<ClientFact, { fact: K }> => fact.fact === kind),
    [Symbol.asyncDispose]: () => stream.close(),
  }
}

export const CHUNKED_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'
export const CLOSE_HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n'

/** One chunk of a chunked body. */
export function chunk(text: string | Uint8Array): Buffer {
  const bytes = Buffer.from(text as string)
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')])
}
