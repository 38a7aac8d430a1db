/** Requests that arrive slowly, are too large, or never arrive. */
import { expect, test } from 'vitest'
import { eventually, testServer } from '../testing.ts'
import { rawConnection, requestOf } from './raw.fixture.ts'

/** ms */
const requestTimeout = 150

/** Sends single bytes until all are sent or the connection is closed. @param pause ms between two; default: one turn of the event loop */
async function dribble(connection: ReturnType<typeof rawConnection>, bytes: Iterable<string>, pause?: number) {
  for (const byte of bytes) {
    if (connection.socket.destroyed) return
    connection.socket.write(byte)
    await new Promise((resolve) => (pause === undefined ? setImmediate(resolve) : setTimeout(resolve, pause)))
  }
}

function* forEver(): Generator<string> {
  while (true) yield 'x'
}

test.for([
  ['nothing', ''],
  ['half a request line', 'GET /sse/ti'],
  ['half a head', 'GET /sse/time HTTP/1.1\r\nHost: te'],
  ['a head without its empty line', 'GET /sse/time HTTP/1.1\r\nHost: test\r\n'],
  ['half a body', requestOf('POST /api/notifications', { 'Content-Length': '50' }, '{"type"')],
  ['half a chunk', requestOf('POST /sse/ai/chat', { 'Transfer-Encoding': 'chunked' }, '50\r\n{"mess')],
] as const)('a client that sends %s and then waits is told 408 and closed', async ([, bytes]) => {
  await using server = await testServer({ requestTimeout })
  using connection = rawConnection(server.port, bytes)
  await connection.closed
  expect(connection.statuses()).toEqual([408])
})

test.for([
  ['head', 'GET /sse/time HTTP/1.1\r\nHost: test\r\nA: '],
  ['body', requestOf('POST /api/notifications', { 'Content-Length': '100000' })],
] as const)('a %s that never stops coming, byte by byte, is cut all the same', async ([, start]) => {
  await using server = await testServer({ requestTimeout, maxBody: 100_000 })
  using connection = rawConnection(server.port, start)
  await dribble(connection, forEver(), 10)
  await connection.closed
  expect(connection.statuses()).toEqual([408])
  expect((await server.stats()).published).toBe(0)
})

test('requests whose bytes come one by one, in time, are answered', async () => {
  await using server = await testServer()
  const body = '{"type":"n","data":"ä"}'
  const length = String(Buffer.byteLength(body))
  using subscriber = await server.open('/sse/stream')
  using connection = rawConnection(server.port)
  await dribble(connection, requestOf('POST /api/notifications', { 'Content-Length': length }))
  connection.socket.write(Buffer.from(body).subarray(0, 20))
  connection.socket.write(Buffer.from(body).subarray(20))
  await connection.until((text) => text.includes('{"published":true}'))
  expect((await subscriber.take(1))[0]?.data).toBe('"ä"')
  await dribble(connection, requestOf('GET /sse/time'))
  await connection.until((text) => text.includes('data: {"time"'))
})

test('a stream outlives the time that a request has', async () => {
  await using server = await testServer({ requestTimeout: 300 })
  using late = rawConnection(server.port)
  using stream = await server.open('/sse/time')
  await late.closed
  const { length } = stream.events
  await stream.take(length + 1)
})

test.for([
  ['header of 1 MB', requestOf('GET /sse/time', { A: 'a'.repeat(2 ** 20) })],
  ['target of 1 MB', requestOf(`GET /${'a'.repeat(2 ** 20)}`)],
  ['head of 100,000 headers', `GET /sse/time HTTP/1.1\r\nHost: test\r\n${'A: b\r\n'.repeat(100_000)}\r\n`],
] as const)('a %s is refused and closed', async ([, bytes]) => {
  await using server = await testServer()
  using connection = rawConnection(server.port, bytes)
  await connection.closed
  expect(connection.statuses()).toEqual([431])
  await eventually(server.stats, ({ connections }) => connections === 0)
})
