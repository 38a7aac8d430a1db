import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { startServer } from './server.ts'
import { eventually, stalledClient, testServer } from './testing.ts'

test('streams over the limit get 429, and one that leaves makes room', async () => {
  await using server = await testServer({ maxConnections: 2 })
  using _a = await server.open('/sse/time')
  {
    using _b = await server.open('/stocks')
    using refused = await server.open('/sse/stream')
    expect(refused.response.status).toBe(429)
    expect(Number(refused.response.headers.get('retry-after'))).toBeGreaterThan(0)
    await refused.ended
    expect(JSON.parse(refused.text())).toEqual({ error: expect.any(String), maxConnections: 2 })
    expect((await server.stats()).connections).toBe(2)
    expect((await fetch(`${server.url}/sse/stream`, { method: 'HEAD' })).status).toBe(200)
  }
  await eventually(server.stats, ({ connections }) => connections === 1)
  using again = await server.open('/sse/stream')
  expect(again.response.status).toBe(200)
})

test('connecting and leaving are logged and counted', async () => {
  await using server = await testServer()
  {
    using stream = await server.open('/sse/stream')
    await stream.until((text) => text.includes('retry'))
  }
  await eventually(server.stats, ({ connections }) => connections === 0)
  const leave = server.logged.find(({ event }) => event === 'leave')
  expect(server.logged.find(({ event }) => event === 'connect')).toMatchObject({ path: '/sse/stream', connections: 1 })
  expect(leave).toMatchObject({ path: '/sse/stream', reason: 'client', connections: 0, seconds: expect.any(Number) })
})

test('draining: every stream gets a retry and a clean end', async () => {
  const server = await testServer()
  const streams = await Promise.all([1, 2, 3].map(() => server.open('/sse/stream')))
  await server.drain()
  for (const stream of streams) {
    await stream.ended
    expect(stream.text()).toMatch(/retry: \d+\n\n$/)
  }
  await expect(fetch(server.url)).rejects.toThrow()
})

test('draining does not wait for a connection that has asked for nothing', async () => {
  const server = await testServer({ drainDeadline: 2 ** 30 })
  const socket = connect({ host: '127.0.0.1', port: server.port })
  const ended = new Promise((resolve) => socket.on('close', resolve))
  await new Promise((resolve) => socket.on('connect', resolve))
  await server.stats()
  await server.drain()
  socket.resume()
  await ended
})

test('draining does not wait for a stalled client beyond the deadline', async () => {
  const server = await testServer({ drainDeadline: 50, queueSize: 10 })
  const socket = stalledClient(server.port, '/sse/stream')
  await eventually(server.stats, ({ connections }) => connections === 1)
  while ((await server.stats()).dropped === 0) await server.publish('n', 'x'.repeat(60_000))
  await server.drain()
  expect(server.logged.at(-1)?.event).toBe('closed')
  socket.destroy()
})

test('an HTTP/1.0 client gets no chunks', async () => {
  await using server = await testServer()
  const socket = connect({ host: '127.0.0.1', port: server.port })
  socket.write('GET /sse/time HTTP/1.0\r\n\r\n')
  let text = ''
  socket.setEncoding('utf8').on('data', (piece) => {
    text += piece
  })
  await eventually(
    () => text,
    () => text.includes('data: '),
  )
  expect(text).not.toMatch(/transfer-encoding/i)
  expect(text.split('\r\n\r\n')[1]).toMatch(/^retry: 3000\n\ndata: /)
  socket.destroy()
})

test('a request in absolute form is answered like any other', async () => {
  await using server = await testServer()
  const socket = connect({ host: '127.0.0.1', port: server.port })
  socket.write('HEAD http://any.example/sse/time?x HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n\r\n')
  let text = ''
  for await (const piece of socket) text += piece
  expect(text).toMatch(/^HTTP\/1\.1 200 /)
})

test('with a token set, publishing needs it', async () => {
  await using server = await testServer({ publishToken: 'secret' })
  const publish = (authorization: string) =>
    fetch(`${server.url}/api/notifications`, {
      method: 'POST',
      headers: { authorization },
      body: '{"type":"n","data":1}',
    })
  expect((await server.publish('n', 1)).status).toBe(401)
  expect((await publish('Bearer wrong')).status).toBe(401)
  expect((await publish('Bearer secret')).status).toBe(200)
})

test('a page of another site does not publish', async () => {
  await using server = await testServer()
  // fetch does not allow this header.
  const socket = connect({ host: '127.0.0.1', port: server.port })
  const body = '{"type":"n","data":1}'
  socket.write(
    `POST /api/notifications HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: http://evil.example\r\nSec-Fetch-Site: cross-site\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  )
  let text = ''
  for await (const piece of socket) text += piece
  expect(text).toMatch(/^HTTP\/1\.1 403 /)
  expect((await server.stats()).published).toBe(0)
})

test('a port in use is said in one line', async () => {
  await using server = await testServer()
  await expect(startServer({ port: server.port }, () => {})).rejects.toMatchObject({ code: 'port-in-use' })
})
