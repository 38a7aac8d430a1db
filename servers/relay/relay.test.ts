import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { chunk, type RawServer, rawServer, refusingAddress, writeParts } from '../../harness/client/testing.ts'
import { rawPeer } from '../origin/testing.ts'
import { askApplication } from './application.ts'
import { startRelay } from './relay.ts'
import type { RelayedExchange } from './relayed-exchange.ts'

/** A relay in front of an application, and its exchanges. */
async function relayed(application: Pick<RawServer, 'address'>) {
  const relay = await startRelay('127.0.0.1')
  const slots: PromiseWithResolvers<RelayedExchange>[] = []
  const slot = (n: number) => (slots[n] ??= Promise.withResolvers<RelayedExchange>())
  let count = 0
  const following = relay.follow('tok', {
    source: askApplication({ ...application.address, tls: false }),
    target: '/events?a=b',
    host: 'app.test:1',
    exchange: (exchange) => slot(count++).resolve(exchange),
  })
  return {
    address: relay.address,
    nth: (n: number) => slot(n - 1).promise,
    async [Symbol.asyncDispose]() {
      following[Symbol.dispose]()
      await relay[Symbol.asyncDispose]()
    },
  }
}

const GET =
  'GET /sse/tok/app HTTP/1.1\r\nhost:x\r\nAccept:  text/event-stream\r\nsse-compat-stream: tok.app.1\r\nX-b: 1\r\n\r\n'
const HEAD = 'HTTP/1.1 200 OK\r\nx-lower:  a \r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n'

test('the request reaches the application with another target and Host; the answer is passed on byte for byte, when it is released', async () => {
  const events = [chunk('id: 1\ndata: a\n\n'), chunk('data: b\n\n'), '2\r\n: \r\n3\r\nc\n\n\r\n', '0\r\n\r\n']
  await using application = await rawServer((socket) => void writeParts(socket, [HEAD, ...events]))
  await using relay = await relayed(application)
  using peer = rawPeer(relay.address, GET)
  const exchange = await relay.nth(1)
  await exchange.came(3)
  expect(application.requests).toEqual([
    'GET /events?a=b HTTP/1.1\r\nhost: app.test:1\r\nAccept:  text/event-stream\r\nX-b: 1\r\n\r\n',
  ])
  expect(exchange.pieces.map(({ content }) => content.map(({ fact }) => fact))).toEqual([
    ['id', 'event'],
    ['event'],
    ['comment'],
  ])
  expect(peer.received()).toBe('')
  exchange.release(0)
  await peer.until((received) => received === HEAD)
  exchange.release(2)
  await peer.until((received) => received === HEAD + events[0] + events[1])
  expect(exchange.passedBytes).toBe(15 + 9)
  expect(exchange.add(':x\n\n')).toBe(true)
  exchange.release(Number.POSITIVE_INFINITY)
  await peer.until((received) => received.endsWith('0\r\n\r\n'))
  expect(peer.received()).toBe(HEAD + events[0] + events[1] + chunk(':x\n\n') + events[2] + events[3])
  expect(exchange.end?.how).toBe('complete')
  // The peer can use the connection again.
  peer.socket.write(GET)
  await relay.nth(2)
})

test('several events of one read are pieces of their own where there are no chunks; the connection’s end is passed on', async () => {
  const head = 'HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n'
  await using application = await rawServer((socket) => {
    socket.end(`${head}data: a\n\ndata: b\r\n\r\n:c\n\ndata: half`)
  })
  await using relay = await relayed(application)
  using peer = rawPeer(relay.address, GET)
  const exchange = await relay.nth(1)
  exchange.release(1)
  await peer.until((received) => received === `${head}data: a\n\n`)
  expect(exchange.pieces.map(({ raw }) => raw.toString())).toEqual([
    'data: a\n\n',
    'data: b\r\n\r\n',
    ':c\n\n',
    'data: half',
  ])
  exchange.release(4)
  expect(await peer.ended).toBe('fin')
  expect(peer.received()).toBe(`${head}data: a\n\ndata: b\r\n\r\n:c\n\ndata: half`)
})

test.for(['fin', 'rst'] as const)('the peer’s %s is passed on to the application', async (how) => {
  const left = Promise.withResolvers<string>()
  await using application = await rawServer((socket) => {
    socket.on('end', () => left.resolve('fin'))
    socket.on('error', () => left.resolve('rst'))
    socket.write(HEAD)
  })
  await using relay = await relayed(application)
  using peer = rawPeer(relay.address, GET)
  const exchange = await relay.nth(1)
  exchange.release(0)
  await peer.until((received) => received === HEAD)
  if (how === 'fin') peer.socket.end()
  else peer.socket.resetAndDestroy()
  await exchange.left()
  expect(exchange.peerLeft?.how).toBe(how)
  expect(await left.promise).toBe(how)
})

test('a comment can be inserted where an LF of a blank line is still to come', async () => {
  const parts = [chunk('data: a\r\n\r'), chunk('\ndata: b\n\r\n')]
  await using application = await rawServer((socket) => void writeParts(socket, [HEAD, ...parts]))
  await using relay = await relayed(application)
  using _peer = rawPeer(relay.address, GET)
  const exchange = await relay.nth(1)
  await exchange.came(2)
  expect(exchange.pieces.map(({ atBoundary }) => atBoundary)).toEqual([true, true])
})

test('a short coded response that becomes a long one is not kept', async () => {
  const body = gzipSync(`data: ${'0'.repeat(3_000_000)}\n\n`)
  const head = HEAD.replace('\r\n\r\n', '\r\nContent-Encoding: gzip\r\n\r\n')
  await using application = await rawServer(
    (socket) => void writeParts(socket, [head, chunk(body.subarray(0, 1500)), chunk(body.subarray(1500)), '0\r\n\r\n']),
  )
  await using relay = await relayed(application)
  using peer = rawPeer(relay.address, GET)
  const exchange = await relay.nth(1)
  exchange.release(Number.POSITIVE_INFINITY)
  await peer.until((received) => received.endsWith('0\r\n\r\n'))
  expect(exchange.passedBytes).toBeGreaterThan(2_900_000)
  expect(exchange.pieces.length).toBeGreaterThan(1)
  expect(exchange.pieces.reduce((sum, { decoded }) => sum + decoded.length, 0)).toBeLessThan(300_000)
})

test('an application that is cut is cut for the peer, too', async () => {
  await using application = await rawServer((socket) => {
    void writeParts(socket, [HEAD, '40\r\ndata: par']).then(() => socket.resetAndDestroy())
  })
  await using relay = await relayed(application)
  using peer = rawPeer(relay.address, GET)
  const exchange = await relay.nth(1)
  exchange.release(Number.POSITIVE_INFINITY)
  expect(await peer.ended).toBe('rst')
  expect(exchange.end).toMatchObject({ how: 'rst' })
})

test('what is no HTTP', async () => {
  await using garbage = await rawServer((socket) => socket.write('SSH-2.0-OpenSSH\r\n'))
  await using relay = await relayed(garbage)
  using _peer = rawPeer(relay.address, GET)
  const exchange = await relay.nth(1)
  await exchange.head()
  expect(exchange.end).toMatchObject({ how: 'not-http' })
})

test('a length that is not one number ends the exchange', async () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: abc\r\n\r\n'
  await using application = await rawServer((socket) => socket.write(`${head}data: a\n\n`))
  await using relay = await relayed(application)
  using _peer = rawPeer(relay.address, GET)
  const exchange = await relay.nth(1)
  await exchange.head()
  expect(exchange.end).toMatchObject({ how: 'not-http', detail: 'its Content-Length is not one number' })
})

test('an application that is not there', async () => {
  await using nobody = await refusingAddress()
  await using relay = await relayed(nobody)
  using _peer = rawPeer(relay.address, GET)
  const exchange = await relay.nth(1)
  await exchange.head()
  expect(exchange.end).toMatchObject({ how: 'refused', detail: 'ECONNREFUSED' })
})

test('a body that is posted arrives as it was sent; the next request on the connection is another exchange', async () => {
  const bodies: string[] = []
  await using application = await rawServer((socket, request) => {
    let body = request.slice(request.indexOf('\r\n\r\n') + 4)
    const take = (more = '') => {
      body += more
      if (!body.includes('last')) return
      bodies.push(body)
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9\r\n\r\ndata: a\n\n')
    }
    socket.on('data', (bytes) => take(bytes.toString()))
    take()
  })
  await using relay = await relayed(application)
  using peer = rawPeer(relay.address, 'POST /tok/app HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nfirst ')
  const exchange = await relay.nth(1)
  exchange.release(Number.POSITIVE_INFINITY)
  peer.socket.write(' last')
  await peer.until((received) => received.endsWith('data: a\n\n'))
  expect(bodies).toEqual(['first  last'])
})

test.for([
  ['small ones', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ['large ones', `HTTP/1.1 103 Early Hints\r\nLink: ${'a'.repeat(60_000)}\r\n\r\n`],
] as const)('interim responses without end are no response, and are not kept: %s', async ([, head]) => {
  const text = head.repeat(Math.ceil(60_000 / head.length))
  await using application = await rawServer((socket) => {
    const more = (): void => {
      if (!socket.destroyed) socket.write(text, () => setImmediate(more))
    }
    more()
  })
  await using relay = await relayed(application)
  using _ = rawPeer(relay.address, GET)
  const exchange = await relay.nth(1)
  await exchange.head()
  expect(exchange.end).toMatchObject({ how: 'not-http', detail: expect.stringContaining('interim responses') })
})

test.for<[string, string | Buffer, object]>([
  ['speaks no TLS', 'HTTP/1.1 400 Bad Request\r\n\r\n', { how: 'refused', detail: 'no TLS' }],
  // A fatal alert, no_application_protocol.
  [
    'takes HTTP/2 only',
    Buffer.from([0x15, 3, 3, 0, 2, 2, 120]),
    { how: 'not-http', detail: expect.stringContaining('HTTP/2 only') },
  ],
])('an https: application that %s', async ([, bytes, end]) => {
  const server = createTcpServer((socket) => socket.on('error', () => {}).once('data', () => socket.end(bytes)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const over = Promise.withResolvers<unknown>()
  const source = askApplication({ host: '127.0.0.1', port, tls: true })
  source(GET, { head() {}, piece() {}, over: over.resolve })
  expect(await over.promise).toMatchObject(end)
  server.close()
})
