/** Request bodies that no route reads: the response still arrives, and the connection stays usable. */
import { expect, test } from 'vitest'
import { eventually, testServer } from '../testing.ts'
import { rawConnection, requestOf } from './raw.fixture.ts'

const MANY = 10_000_000
const JUNK = Buffer.alloc(MANY, 'x')
const SIZED = { 'Content-Length': String(MANY) }
const CHUNKED = { 'Transfer-Encoding': 'chunked' }
const LAST = requestOf('GET /none', { Connection: 'close' })

test.for([
  ['POST /api/notifications', 413],
  ['POST /sse/ai/chat', 413],
  ['POST /none', 404],
  ['GET /sse/stats', 200],
  ['GET /sse/ai/stream?prompt=x', 200],
  ['DELETE /sse/time', 405],
] as const)('10 MB with %s: %i, then the next request', async ([line, status]) => {
  await using server = await testServer()
  for (const headers of [SIZED, CHUNKED]) {
    using connection = rawConnection(server.port, requestOf(line, headers))
    const [before, after] = headers === CHUNKED ? [`${MANY.toString(16)}\r\n`, '\r\n0\r\n\r\n'] : ['', '']
    for (const bytes of [before, JUNK, after, LAST]) connection.socket.write(bytes)
    await connection.closed
    expect(connection.statuses()).toEqual([status, 404])
  }
  expect((await server.stats()).published).toBe(0)
})

test('without the token 10 MB get 401', async () => {
  await using server = await testServer({ publishToken: 'secret' })
  using connection = rawConnection(server.port, requestOf('POST /api/notifications', SIZED))
  connection.socket.write(JUNK)
  connection.socket.write(LAST)
  await connection.closed
  expect(connection.statuses()).toEqual([401, 404])
})

test('a client that leaves in the middle of its body changes nothing', async () => {
  await using server = await testServer()
  for (const path of ['/api/notifications', '/sse/ai/chat']) {
    for (const leave of ['destroy', 'resetAndDestroy', 'end'] as const) {
      const start = requestOf(`POST ${path}`, { 'Content-Length': '50' }, '{"type":"n"')
      using connection = rawConnection(server.port, start)
      await new Promise<void>((resolve) => connection.socket.write('', () => resolve()))
      connection.socket[leave]()
      await connection.closed
    }
  }
  await eventually(server.stats, ({ connections }) => connections === 0)
  expect((await server.stats()).published).toBe(0)
  expect(server.logged.filter(({ level }) => level === 'error')).toEqual([])
})

test('a stream whose request has a body that is never read ends with its client', async () => {
  await using server = await testServer()
  using connection = rawConnection(server.port, requestOf('GET /sse/stream', SIZED))
  connection.socket.write(JUNK)
  await connection.until((text) => text.includes('retry'))
  await new Promise<void>((resolve) => connection.socket.write('', () => resolve()))
  connection.socket.end()
  await eventually(server.stats, ({ connections }) => connections === 0)
})
