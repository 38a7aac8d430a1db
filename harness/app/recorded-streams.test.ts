/** Recorded streams through small proxies of the test: a correct one, and several with one defect each. */
import { createServer, type IncomingHttpHeaders, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { chunkOf } from '../../servers/relay/chunk.ts'
import type { Recording } from '../../servers/relay/recording.ts'
import { startRelay } from '../../servers/relay/relay.ts'
import { abortedStreams } from './aborted-streams.ts'
import type { AppRoute } from './route.ts'
import { sharedUrl } from './shared-url.ts'
import type { AppTarget } from './target.ts'

const EVENT = Buffer.from('id: 1\ndata: a\n\n')
const recorded = (framing: string): Recording => ({
  head: Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n${framing}\r\n`),
  pieces: [
    {
      raw: framing === '' ? EVENT : chunkOf(EVENT),
      decoded: EVENT,
      bytes: EVENT.length,
      content: [],
      at: 0,
      atBoundary: true,
    },
  ],
})
const CHUNKED = recorded('Transfer-Encoding: chunked\r\n')
const TARGET: AppTarget = {
  url: 'http://127.0.0.1/',
  application: { host: '127.0.0.1', port: 1, tls: false },
  target: '/events',
  host: '127.0.0.1',
  method: 'GET',
  headers: [],
  body: undefined,
}

interface Defect {
  readonly stores?: boolean
  /** Other requests wait until the first response has ended, and get its stored copy. */
  readonly locks?: boolean
  readonly change?: (headers: IncomingHttpHeaders) => IncomingHttpHeaders
}

async function route(defect?: Defect): Promise<AppRoute> {
  const relay = await startRelay('127.0.0.1')
  const server = createServer()
  if (defect !== undefined) serve(server, relay.address.port, defect)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    relay,
    address: defect === undefined ? relay.address : { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    path: '/sse/',
    host: '',
    requestHeaders: [],
    settings: { timers: [] },
    clock: 1,
    died: new Promise(() => {}),
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]()
      server.closeAllConnections()
      server.close()
    },
  }
}

function serve(server: ReturnType<typeof createServer>, port: number, { stores, locks, change }: Defect): void {
  const stored = new Map<string, string>()
  const running = new Map<string, Promise<void>>()
  server.on('request', (request, response) => {
    const has = stored.get(request.url ?? '')
    const isBypassed = request.headers['cache-control'] === 'no-cache'
    if (has !== undefined && !isBypassed) return void response.writeHead(200).end(has)
    const { url: path, method } = request
    const first = running.get(path ?? '')
    if (locks === true && first !== undefined && !isBypassed) {
      void first.then(() => response.writeHead(200).end(stored.get(path ?? '')))
      return
    }
    const over = Promise.withResolvers<void>()
    running.set(path ?? '', over.promise)
    const headers = change?.(request.headers) ?? request.headers
    const asked = send({ port, path, method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      let body = ''
      answer.on('data', (bytes: Buffer) => {
        body += bytes
        response.write(bytes)
      })
      answer.on('end', () => {
        if (stores === true) stored.set(path ?? '', body)
        over.resolve()
        response.end()
      })
      answer.on('error', () => response.destroy())
    })
    asked.on('error', () => response.destroy())
    response.on('close', () => asked.destroy())
    asked.end()
  })
}

test('an aborted stream is seen as cut, but for one that ends with its connection', async () => {
  await using one = await route()
  expect(await abortedStreams(one, TARGET, CHUNKED, {})).toEqual([
    { how: 'inside', seen: 'cut', isKept: true, idArrives: 'unchanged' },
    { how: 'fin', seen: 'cut', isKept: true, idArrives: 'unchanged' },
    { how: 'rst', seen: 'cut', isKept: true, idArrives: 'unchanged' },
  ])
  const seen = (await abortedStreams(one, TARGET, recorded(''), {})).map(({ seen }) => seen)
  expect(seen).toEqual(['complete', 'complete', 'cut'])
})

test('a Last-Event-ID that a proxy drops or changes', async () => {
  const ids = async (change: Defect['change']) => {
    await using one = await route({ ...(change === undefined ? {} : { change }) })
    return new Set((await abortedStreams(one, TARGET, CHUNKED, {})).map(({ idArrives }) => idArrives))
  }
  expect(await ids(undefined)).toEqual(new Set(['unchanged']))
  expect(await ids(({ 'last-event-id': _, ...headers }) => headers)).toEqual(new Set(['dropped']))
  expect(await ids((headers) => ({ ...headers, 'last-event-id': 'x' }))).toEqual(new Set(['changed']))
})

test('a cache that serves one client what was sent to another, to requests that do not forbid it', async () => {
  await using correct = await route({})
  expect(await sharedUrl(correct, TARGET, CHUNKED, {})).toEqual({ waits: false })
  await using cache = await route({ stores: true })
  expect(await sharedUrl(cache, TARGET, CHUNKED, {})).toEqual({
    waits: false,
    leak: { when: 'ended', client: 'fetch' },
  })
  await using lock = await route({ stores: true, locks: true })
  expect(await sharedUrl(lock, TARGET, CHUNKED, {})).toEqual({ waits: true, leak: { when: 'ended', client: 'fetch' } })
})
