/** Rare but valid forms of a request: RFC 9112 §3.2, RFC 9110 §7.8 and §10.1.1, and HTTP/1.0. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestServer, testServer } from '../testing.ts'
import { rawConnection, requestOf } from './raw.fixture.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server[Symbol.asyncDispose]())

/** Sends a request, and after it on the same connection one whose response ends the connection. */
async function answersTo(bytes: string): Promise<{ statuses: number[]; text: string }> {
  using connection = rawConnection(server.port, bytes + requestOf('GET /none', { Connection: 'close' }))
  await connection.closed
  return { statuses: connection.statuses(), text: connection.text() }
}

test.for([
  ['GET http://any.example/sse/stats?x', [200, 404]],
  ['GET http://any.example:81', [200, 404]],
  ['GET http:///sse/stats', [404, 404]],
  ['GET *', [404, 404]],
  ['OPTIONS *', [204, 404]],
  ['GET /%zz', [404, 404]],
  ['GET /../etc/passwd', [404, 404]],
  ['GET test:80', [400]],
  ['CONNECT test:80', []],
] as const)('%s gets %j', async ([line, statuses]) => {
  expect((await answersTo(requestOf(line))).statuses).toEqual(statuses)
})

test('a stream in absolute form', async () => {
  using connection = rawConnection(server.port, requestOf('GET http://any.example/sse/time'))
  await connection.until((text) => text.includes('data: {"time"'))
})

test.for([
  ['', 'HTTP/1.0'],
  ['Connection: keep-alive\r\n', 'HTTP/1.0 that would go on'],
])('%j%s: the stream has no chunks and ends with its connection', async ([headers]) => {
  using connection = rawConnection(server.port, `GET /sse/ai/stream?prompt=x HTTP/1.0\r\n${headers}\r\n`)
  await connection.closed
  expect(connection.text()).toMatch(/connection: close/i)
  expect(connection.text()).not.toMatch(/transfer-encoding/i)
  expect(connection.text().split('\r\n\r\n')[1]).toMatch(/^retry: \d+\n\n[^\r]*data: \{"done":true\}\n\n$/)
})

test.for([
  ['websocket', { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13' }],
  ['h2c', { Connection: 'Upgrade, HTTP2-Settings', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABk' }],
] as const)('nothing is upgraded to %s, and what comes behind is not left waiting', async ([, headers]) => {
  const { statuses, text } = await answersTo(requestOf('GET /sse/ai/stream?prompt=x', headers))
  expect(statuses).toEqual([200])
  expect(text).toMatch(/connection: close/i)
  expect(text).toContain('data: {"done":true}')
})

test('Expect: 100-continue is met, another expectation is not', async () => {
  const body = '{"type":"n","data":1}'
  const post = (expectation: string) =>
    requestOf('POST /api/notifications', { 'Content-Length': String(body.length), Expect: expectation })
  using connection = rawConnection(server.port, post('100-continue'))
  await connection.until((text) => text === 'HTTP/1.1 100 Continue\r\n\r\n')
  connection.socket.write(body)
  await connection.until((text) => text.includes('{"published":true}'))
  expect(connection.statuses()).toEqual([100, 200])
  expect((await answersTo(post('another') + body)).statuses).toEqual([417, 404])
})
