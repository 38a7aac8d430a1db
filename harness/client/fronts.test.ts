/** The same streams over HTTP/1.1 in cleartext, HTTP/1.1 over TLS and HTTP/2 over TLS. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Http2ServerRequest } from 'node:http2'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import type { OpenOptions } from '../model/index.ts'
import { makeCertificate } from '../runtimes/certificates.ts'
import { certificate, frameServer, frontServer } from './http2.fixture.ts'
import { testStream } from './testing.ts'

const FRONTS = ['h1', 'h1+tls', 'h2+tls'] as const
const { authority } = certificate
const TYPE = { 'Content-Type': 'text/event-stream' }
const over = (front: (typeof FRONTS)[number]) => (front === 'h1' ? { front } : { front, authority })

/** A server that keeps one request for the test. */
async function serving(front: (typeof FRONTS)[number], open: OpenOptions = {}) {
  const asked = Promise.withResolvers<[IncomingMessage, ServerResponse]>()
  const server = await frontServer(front, (request, response) => asked.resolve([request, response]))
  const client = testStream(server.address, open, 'c', 'tok', over(front))
  const [request, response] = await asked.promise
  return {
    client,
    request,
    response,
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

test.for(FRONTS)('%s: request, head, events and end', async (front) => {
  await using all = await serving(front, { query: 'a=b', headers: { 'X-Own': 'ß' }, digest: true })
  const { client, request, response } = all
  expect(request.url).toBe('/sse/tok/c63?a=b')
  expect(request.headers).toMatchObject({ accept: 'text/event-stream', 'sse-compat-stream': 'tok.c.1' })
  expect(Buffer.from(String(request.headers['x-own']), 'latin1').toString('utf8')).toBe('ß')
  expect(request instanceof Http2ServerRequest).toBe(front === 'h2+tls')
  response.writeHead(200, TYPE).flushHeaders()
  await client.stream.head()
  for (const id of ['1', '2']) {
    response.write(`id: ${id}\ndata: x\n\n`)
    await client.stream.arrived(id)
  }
  response.end()
  await client.stream.ended()
  expect(client.of('connected')[0]?.remote).toMatch(/^127\.0\.0\.1:\d+$/)
  expect(client.of('head')).toMatchObject([
    { status: 200, encoding: '', framing: front === 'h2+tls' ? 'h2' : 'chunked' },
  ])
  expect(client.of('end')).toMatchObject([{ socket: 'open', message: 'complete', code: '' }])
  expect(client.facts.every((fact, n) => n === 0 || fact.t >= (client.facts[n - 1]?.t ?? 0))).toBe(true)
})

test('HTTP/2: heads are told as lists, names in lower case, nothing of HTTP/1.1 in them', async () => {
  await using all = await serving('h2+tls', { headers: { Connection: 'keep-alive' } })
  all.response.writeHead(204).end()
  await all.client.stream.ended()
  const authorityAsked = all.request.headers[':authority']
  const expected = [
    ':method: GET',
    `:authority: ${authorityAsked}`,
    ':scheme: https',
    ':path: /sse/tok/c63',
    'accept: text/event-stream',
    'cache-control: no-cache',
    'accept-encoding: gzip, deflate, br, zstd',
    'accept-language: en-US,en;q=0.9',
    'user-agent: sse-proxy-compat/0.1',
    'sse-compat-stream: tok.c.1',
  ]
  expect(authorityAsked).toMatch(/^127\.0\.0\.1:\d+$/)
  expect(all.client.of('request')).toMatchObject([{ raw: `${expected.join('\r\n')}\r\n` }])
  expect(all.client.of('head')).toMatchObject([{ status: 204, framing: 'none' }])
  expect(all.client.of('head')[0]?.raw).toMatch(/^:status: 204\r\n/)
})

test.for(FRONTS)('%s: a reconnect sends the last id as UTF-8', async (front) => {
  const ids: (string | undefined)[] = []
  await using server = await frontServer(front, (request, response) => {
    ids.push(request.headers['last-event-id']?.toString())
    response.writeHead(200, TYPE)
    response.end('retry: 1\nid: é☃\ndata: x\n\n')
  })
  await using client = testStream(server.address, { reconnect: true }, 'c', 'tok', over(front))
  await client.stream.ended(2)
  await client.stream.close()
  expect(ids[0]).toBeUndefined()
  expect(Buffer.from(ids[1] ?? '', 'latin1').toString()).toBe('é☃')
})

test.for(FRONTS)('%s: leaving is seen by the server, and is the last fact', async (front) => {
  await using all = await serving(front)
  const left = new Promise((resolve) => all.response.on('close', resolve))
  all.response.writeHead(200, TYPE).write(': hi\n\n')
  await all.client.stream.arrived('hi')
  await all.client.stream.close()
  await left
  if (all.request instanceof Http2ServerRequest) expect(all.request.stream.rstCode).toBe(8)
  expect(all.client.of('end')).toMatchObject([{ socket: 'open', message: 'cut', code: '', byUs: true }])
  expect(all.client.facts.at(-1)?.fact).toBe('end')
})

test.for(FRONTS)('%s: a body as a whole', async (front) => {
  await using all = await serving(front, { method: 'POST', body: '{"a":"é"}' })
  let body = ''
  for await (const piece of all.request) body += piece
  expect([all.request.method, all.request.headers['content-length'], body]).toEqual(['POST', '10', '{"a":"é"}'])
  expect(all.client.of('sent-body')).toEqual([])
})

test.for(FRONTS)('%s: a body that comes later, bit by bit, while the answer comes', async (front) => {
  await using all = await serving(front, { method: 'POST', body: 'later' })
  const { client, request, response } = all
  expect(request.headers['transfer-encoding']).toBe(front === 'h2+tls' ? undefined : 'chunked')
  response.writeHead(200, TYPE).flushHeaders()
  request.on('data', (piece) => response.write(`: ${piece}\n\n`))
  request.on('end', () => response.end(': end\n\n'))
  for (const text of ['a', 'é']) {
    await client.stream.send(text)
    await client.stream.arrived(text)
  }
  expect(client.of('end')).toEqual([])
  await client.stream.finish()
  await client.stream.ended()
  expect(client.of('sent-body')).toMatchObject([
    { bytes: 1, written: 1 },
    { bytes: 2, written: 3 },
  ])
  expect(client.of('comment').map(({ text }) => text)).toEqual(['a', 'é', 'end'])
  expect(client.of('end')).toMatchObject([{ message: 'complete', code: '' }])
  await client.stream.send('too late')
})

test.for(FRONTS)('%s: paused, no more than buffers hold is read; then the rest comes', async (front) => {
  await using all = await serving(front)
  const { client, response } = all
  response.writeHead(200, TYPE).write(': hi\n\n')
  await client.stream.arrived('hi')
  client.stream.pause()
  const block = `: ${'x'.repeat(65_533)}\n`
  const drained = () => new Promise<false>((resolve) => response.once('drain', () => resolve(false)))
  const quiet = () => new Promise<true>((resolve) => setTimeout(resolve, 300, true))
  let written = 0
  for (let full = false; !full && written < 64e6; ) {
    written += block.length
    if (!response.write(block)) full = await Promise.race([drained(), quiet()])
  }
  // A pause does not affect data that the event loop has already read.
  expect(client.stream.received).toBeLessThan(1e6)
  expect(written).toBeGreaterThan(client.stream.received)
  expect(written).toBeLessThan(32e6)
  response.end()
  client.stream.resume()
  await client.stream.ended()
  expect(client.stream.received).toBe(written + 6)
  expect(client.of('end')).toMatchObject([{ message: 'complete' }])
})

test.for(['h1+tls', 'h2+tls'] as const)('%s: a certificate of another authority is no answer', async (front) => {
  const other = await makeCertificate()
  await using server = await frontServer(front, () => {})
  await using client = testStream(server.address, {}, 'c', 'tok', { front, authority: other.authority })
  await client.stream.ended()
  expect(client.facts.map(({ fact }) => fact)).toEqual(['connected', 'end'])
  expect(client.of('end')).toMatchObject([
    { socket: 'error', message: 'none', code: expect.stringMatching(/CERT|ISSUER|VERIFY/) },
  ])
})

test.for(['h1+tls', 'h2+tls'] as const)(
  '%s: a server that hangs up on the handshake, and one that is silent',
  async (front) => {
    const sockets: Socket[] = []
    const server = createServer((socket) => {
      sockets.push(socket)
      socket.on('error', () => {})
      socket.on('data', () => sockets.length === 1 && socket.destroy())
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
    const refused = testStream(address, {}, 'c', 'tok', over(front))
    await refused.stream.ended()
    expect(refused.of('end')).toMatchObject([{ socket: 'error', message: 'none', code: 'ECONNRESET', byUs: false }])

    const waiting = testStream(address, {}, 'd', 'tok', over(front))
    await expect.poll(() => sockets.length).toBe(2)
    await waiting.stream.close()
    expect(waiting.of('end')).toMatchObject([{ socket: 'open', message: 'none', code: '', byUs: true }])
    await new Promise((resolve) => server.close(resolve))
  },
)

test('HTTP/1.1 over TLS: how the connection ends is read off the socket', async () => {
  for (const how of ['fin', 'rst'] as const) {
    await using server = await frameServer(
      (socket, tcp) => {
        socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n: hi\n\n', () =>
          how === 'fin' ? socket.end() : tcp.resetAndDestroy(),
        )
      },
      { protocol: 'http/1.1' },
    )
    await using client = testStream(server.address, {}, 'c', 'tok', over('h1+tls'))
    await client.stream.ended()
    expect(client.of('end')).toMatchObject([{ socket: how, message: how === 'fin' ? 'complete' : 'cut' }])
  }
})

test('bytes that are no frames are an error of the client’s, and no crash', async () => {
  await using server = await frameServer((socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'))
  await using client = testStream(server.address, {}, 'c', 'tok', over('h2+tls'))
  await client.stream.ended()
  expect(client.of('end')).toMatchObject([{ message: 'none', code: expect.stringMatching(/^(ERR_HTTP2|NGHTTP2)/) }])
})
