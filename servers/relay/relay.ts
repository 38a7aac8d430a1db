/**
 * A relay in front of an application, used as the backend of a tested proxy. It forwards every byte unchanged, except for the
 * request target, the Host field and the field that joins a request to a client of the harness.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { endingOf } from '../../harness/client/connect.ts'
import type { Address, HeaderField } from '../../harness/model/index.ts'
import type { AnswerSource } from './application.ts'
import { type BodyReader, createRequestBodyReader } from './message-body.ts'
import {
  changeHead,
  createHeadReader,
  fieldValue,
  type HeadReader,
  type RequestHead,
  readRequestHead,
} from './message-head.ts'
import { type PeerSide, type RelayedExchange, relayExchange } from './relayed-exchange.ts'

/** How the requests of one client are handled and observed. */
export interface RelayFollower {
  readonly source: AnswerSource
  /** Request target and Host for the application. */
  readonly target: string
  readonly host: string
  exchange(exchange: RelayedExchange): void
}

export interface Relay extends AsyncDisposable {
  readonly address: Address
  /** Handles the requests with this token. Disposing closes those that are still open. */
  follow(token: string, follower: RelayFollower): Disposable
}

const JOIN = 'sse-compat-stream'
const READY = '.sse-compat-ready'

/** @throws the system's error when the address cannot be bound */
export async function startRelay(host: string): Promise<Relay> {
  const sockets = new Set<Socket>()
  const followers = new Map<
    string,
    { readonly follower: RelayFollower; readonly open: Set<RelayedExchange>; requests: number }
  >()

  const find = ({ headers, target }: RequestHead) => {
    if (target.includes(READY)) return undefined
    const token = (fieldValue(headers, JOIN) ?? '').split('.')[0] ?? ''
    const byTarget = (): string | undefined => target.split(/[/?#]/).find((segment) => followers.has(segment))
    const key = followers.has(token) ? token : byTarget()
    return key === undefined ? undefined : followers.get(key)
  }

  const serve = (socket: Socket): void => {
    let heads: HeadReader = createHeadReader()
    let body: BodyReader | undefined
    let current: PeerSide | undefined
    /** Bytes after a request that has no response yet. */
    let next: Buffer[] = []

    const done = (): void => {
      current = undefined
      body = undefined
      heads = createHeadReader()
      const rest = next
      next = []
      for (const bytes of rest) take(bytes)
    }
    const begin = (request: RequestHead): void => {
      const found = find(request)
      body = createRequestBodyReader({
        coding: fieldValue(request.headers, 'transfer-encoding'),
        length: fieldValue(request.headers, 'content-length'),
      })
      if (found === undefined) {
        const isReady = request.target.includes(READY)
        socket.end(
          `HTTP/1.1 ${isReady ? '204 No Content' : '404 Not Found\r\nContent-Length: 0'}\r\nConnection: close\r\n\r\n`,
        )
        return
      }
      found.requests += 1
      const { follower, open } = found
      const side = relayExchange({
        request,
        attempt: found.requests,
        head: headFor(request, follower),
        source: follower.source,
        peer: socket,
        onDone: done,
      })
      current = side
      open.add(side.exchange)
      void side.exchange.over().then(() => open.delete(side.exchange))
      follower.exchange(side.exchange)
    }
    const take = (bytes: Buffer): void => {
      if (body === undefined) {
        const found = heads.push(bytes)
        if (found === undefined) return
        const request = found === 'too-long' ? undefined : readRequestHead(found.raw)
        if (request === undefined || found === 'too-long') return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
        begin(request)
        if (found.rest.length > 0) take(found.rest)
        return
      }
      if (body.complete) return void next.push(bytes)
      for (const { raw } of body.push(bytes)) current?.body(raw)
      if (body.rest.length > 0) next.push(body.rest)
    }
    socket.on('data', take)
    socket.on('drain', () => current?.drained())
    socket.on('end', () => {
      current?.gone('fin')
      socket.end()
    })
    socket.on('error', (error) => current?.gone(endingOf(error)))
    socket.on('close', () => {
      sockets.delete(socket)
      current?.gone('fin')
    })
  }

  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    serve(socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port: 0, backlog: 1024 }, resolve)
  })
  const { address, port } = server.address() as AddressInfo
  return {
    address: { host: address, port },
    follow(token, follower) {
      const open = new Set<RelayedExchange>()
      followers.set(token, { follower, open, requests: 0 })
      return {
        [Symbol.dispose]() {
          followers.delete(token)
          for (const exchange of open) exchange.close('fin')
        },
      }
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const { open } of followers.values()) for (const exchange of open) exchange.close('fin')
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** The request for the application: every line except these as the proxy sent it. */
function headFor({ raw, method, version }: RequestHead, { target, host }: RelayFollower): string {
  const hasHost = /^host:/im.test(raw)
  const set: HeaderField[] = hasHost || version === '1.1' ? [['Host', host]] : []
  return changeHead(raw, { firstLine: `${method} ${target} HTTP/${version}`, set, remove: [JOIN] })
}
