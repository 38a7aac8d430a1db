/** The maximum number of streams of one address: `--max-per-client`. */
import { expect, test } from 'vitest'
import { DEFAULTS } from '../options.ts'
import { Registry } from '../registry.ts'
import type { LeaveListener, SseStream } from '../stream.ts'
import { eventually, type TestServer, testServer } from '../testing.ts'
import { answerTo, type RawConnection, rawConnection, requestOf } from './raw.fixture.ts'

const STREAM = requestOf('GET /sse/stream')
const isOpen = (text: string) => text.includes('retry: ')

async function openOne(server: TestServer, bytes = STREAM, address?: string): Promise<RawConnection> {
  const connection = rawConnection(server.port, bytes, address)
  await connection.until(isOpen)
  return connection
}

test('one stream more than allowed gets 429, as at the limit for all', async () => {
  await using server = await testServer({ maxPerClient: 2 })
  using _a = await openOne(server)
  using _b = await openOne(server, requestOf('GET /stocks'))
  const { status, headers, body } = await answerTo(server.port, 'GET /sse/time')
  expect([status, headers['retry-after']]).toEqual([429, '5'])
  expect(JSON.parse(body)).toEqual({ error: 'too many open streams of this client', maxPerClient: 2 })
  const chat = await answerTo(server.port, 'POST /sse/ai/chat', {}, '{"messages":[{"role":"user","content":"x"}]}')
  expect(chat.status).toBe(429)
  expect((await answerTo(server.port, 'GET /sse/stats')).status).toBe(200)
  expect(server.logged.find(({ event }) => event === 'refused')).toMatchObject({
    level: 'warn',
    path: '/sse/time',
    maxPerClient: 2,
    remote: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
  })
})

test('without the option one address may have all streams', async () => {
  await using server = await testServer({ maxConnections: 30, paces: DEFAULTS.paces })
  const all = await Promise.all(Array.from({ length: 30 }, () => openOne(server)))
  for (const one of all) one[Symbol.dispose]()
})

const many = process.platform === 'linux'
test.skipIf(!many)(`each address has its own${many ? '' : ' (this machine has one loopback address)'}`, async () => {
  await using server = await testServer({ maxPerClient: 1 })
  using _a = await openOne(server, STREAM, '127.0.0.1')
  using _b = await openOne(server, STREAM, '127.0.0.2')
  for (const address of ['127.0.0.1', '127.0.0.2']) {
    expect((await answerTo(server.port, 'GET /sse/time', {}, '', address)).status).toBe(429)
  }
})

const ways: Record<string, (connection: RawConnection, server: TestServer) => unknown> = {
  'the client closes': ({ socket }) => socket.destroy(),
  'the client resets': ({ socket }) => socket.resetAndDestroy(),
  'the client ends its half': ({ socket }) => socket.end(),
  'the client sends nonsense behind it': ({ socket }) => socket.write('nonsense\r\n\r\n'),
}

test.for(Object.entries(ways))('a place is free again when %s', async ([, leave]) => {
  await using server = await testServer({ maxPerClient: 1 })
  for (let round = 0; round < 3; round++) {
    using connection = await openOne(server)
    leave(connection, server)
    await connection.closed
    await eventually(server.stats, ({ connections }) => connections === 0)
  }
})

test('a place is free again when the server ends the stream, on the same connection too', async () => {
  await using server = await testServer({ maxPerClient: 1 })
  const answer = requestOf('GET /sse/ai/stream?prompt=x', { 'Last-Event-ID': '100' })
  using connection = rawConnection(server.port, answer.repeat(3) + requestOf('GET /none', { Connection: 'close' }))
  await connection.closed
  expect(connection.statuses()).toEqual([200, 200, 200, 404])
})

test('a place is free again when a client that takes nothing is closed', async () => {
  await using server = await testServer({ maxPerClient: 1, stallTimeout: 100, publishToken: 't' })
  using stalled = await openOne(server)
  stalled.socket.pause()
  const publish = () =>
    fetch(`${server.url}/api/notifications`, {
      method: 'POST',
      headers: { Authorization: 'Bearer t' },
      body: JSON.stringify({ type: 'n', data: 'x'.repeat(60_000) }),
    })
  await eventually(publish, () => server.logged.some(({ reason }) => reason === 'stalled'))
  using _again = await openOne(server)
})

/** The part of a stream that a registry uses. */
function fakeStream(): { stream: SseStream; leave: () => void } {
  const listeners: LeaveListener[] = []
  const stream = { path: '/', onLeave: (listener: LeaveListener) => listeners.push(listener) } as unknown as SseStream
  return { stream, leave: () => listeners.forEach((listener) => void listener('client', stream)) }
}

test('an IPv4-mapped address is the IPv4 client, and a /64 is one client', () => {
  const registry = new Registry({ ...DEFAULTS, maxPerClient: 2 })
  const [a, b, c] = [fakeStream(), fakeStream(), fakeStream()]
  registry.add(a.stream, '192.0.2.7')
  registry.add(b.stream, '::ffff:192.0.2.7')
  registry.add(c.stream, '2001:db8::1')
  expect(['192.0.2.7', '::ffff:192.0.2.7', '192.0.2.8', '2001:db8::1'].map((of) => registry.isFullFor(of))).toEqual([
    true,
    true,
    false,
    false,
  ])
  registry.add(fakeStream().stream, '2001:db8::ffff:0:0:2')
  expect(['2001:db8::3', '2001:db8:0:1::1'].map((of) => registry.isFullFor(of))).toEqual([true, false])
  a.leave()
  expect(registry.isFullFor('192.0.2.7')).toBe(false)
  registry.close()
})
