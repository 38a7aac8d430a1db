/** Requests that do not wait for the previous response: RFC 9112 §9.3.2. */
import { expect, test } from 'vitest'
import { eventually, type TestServer, testServer } from '../testing.ts'
import { rawConnection, requestOf } from './raw.fixture.ts'

const STREAM = requestOf('GET /sse/stream')
const STATS = requestOf('GET /sse/stats')

const gone = (server: TestServer) => eventually(server.stats, ({ connections }) => connections === 0)

test('answers come whole, in order', async () => {
  await using server = await testServer()
  const body = '{"type":"n","data":1}'
  const publish = requestOf('POST /api/notifications', { 'Content-Length': String(body.length) }, body)
  const answer = requestOf('GET /sse/ai/stream?prompt=x')
  const last = requestOf('GET /none', { Connection: 'close' })
  using connection = rawConnection(server.port, answer + publish + STATS + answer + publish + last)
  await connection.closed
  expect(connection.statuses()).toEqual([200, 200, 200, 200, 200, 404])
  expect(connection.text()).toMatch(/"done":true.*published":true.*"published":1.*"done":true.*published":true/s)
})

test('what waits behind a stream takes nothing from it', async () => {
  await using server = await testServer()
  using connection = rawConnection(server.port, STREAM + STATS.repeat(10))
  await connection.until((text) => text.includes('retry'))
  await server.publish('n', 'hello')
  await connection.until((text) => text.includes('"hello"'))
  expect(connection.statuses()).toEqual([200])
  connection.socket.destroy()
  await gone(server)
})

test('a client that asks on and on behind a stream is closed', async () => {
  await using server = await testServer()
  using connection = rawConnection(server.port, STREAM)
  await connection.until((text) => text.includes('retry'))
  connection.socket.write(STATS.repeat(1000))
  await connection.closed
  expect(connection.statuses()).toEqual([200])
  await gone(server)
})

test('a large body behind a stream stays with its client, and a leaving client is noticed', async () => {
  await using server = await testServer()
  const size = 50_000_000
  using connection = rawConnection(server.port, STREAM)
  await connection.until((text) => text.includes('retry'))
  connection.socket.write(requestOf('POST /api/notifications', { 'Content-Length': String(size) }))
  connection.socket.write(Buffer.alloc(size, 'x'))
  await server.publish('n', 'hello')
  await connection.until((text) => text.includes('"hello"'))
  // More than the kernels' buffers accept: the server has stopped reading.
  expect(connection.socket.writableLength).toBeGreaterThan(0)
  connection.socket.destroy()
  await gone(server)
})

test.for([
  ['no HTTP', 'nonsense\r\n\r\n'],
  ['a request that is refused', 'GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\nContent-Length: 1\r\n\r\n'],
  ['a head that never ends', `GET /${'a'.repeat(100_000)}`],
])('%s behind a stream closes it, and no second answer gets into it', async ([, bytes]) => {
  await using server = await testServer()
  using connection = rawConnection(server.port, STREAM)
  await connection.until((text) => text.includes('retry'))
  connection.socket.write(bytes as string)
  await connection.closed
  expect(connection.statuses()).toEqual([200])
  await gone(server)
})

test('half a head behind a stream runs out of time', async () => {
  await using server = await testServer({ requestTimeout: 300 })
  using connection = rawConnection(server.port, `${STREAM}GET /sse`)
  await connection.closed
  expect(connection.statuses()).toEqual([200])
  await gone(server)
})

test('draining ends a stream, and refuses the one behind it', async () => {
  const server = await testServer()
  using connection = rawConnection(server.port, STREAM + STREAM)
  await connection.until((text) => text.includes('retry'))
  await server.drain()
  await connection.closed
  expect(connection.statuses()).toEqual([200, 503])
  expect(connection.text()).toMatch(/retry: \d+\n\n\r\n0\r\n\r\nHTTP/)
})
