/** A WebSocket instead of a stream, compared with raw bytes. */
import { expect, test } from 'vitest'
import { acceptFor, closeFrame, createMessageReader, textFrame } from '../wire/web-socket.ts'
import { certificate, frameServer } from './http2.fixture.ts'
import { CHUNKED_HEAD, chunk, rawServer, testStream } from './testing.ts'

const accept = (request: string) => {
  const key = /^Sec-WebSocket-Key: (.*)$/im.exec(request)?.[1]?.trim() ?? ''
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${acceptFor(key)}\r\n\r\n`
}

test('messages both ways, the heads as they were, and a proper close', async () => {
  await using server = await rawServer((socket, request) => {
    // The first message arrives in one segment with the response head.
    socket.write(Buffer.concat([Buffer.from(accept(request)), textFrame('hello', 'server')]))
    const read = createMessageReader('server', {
      text: (text) => socket.write(textFrame(`echo ${text}`, 'server')),
      pong() {},
      closed: () => socket.end(closeFrame('server')),
    })
    socket.on('data', read)
  })
  await using client = testStream(server.address, { upgrade: true })
  await client.stream.arrived('hello')
  for (const text of ['a', 'é'.repeat(100)]) {
    await client.stream.send(text)
    await client.stream.arrived(`echo ${text}`)
  }
  await client.stream.finish()
  await client.stream.ended()
  expect(client.of('request')[0]?.raw).toMatch(/\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n/)
  expect(client.of('request')).toMatchObject([{ raw: server.requests[0] }])
  expect(client.of('head')).toMatchObject([{ status: 101, framing: 'none' }])
  expect(client.of('message').map(({ text }) => text)).toEqual(['hello', 'echo a', `echo ${'é'.repeat(100)}`])
  expect(client.of('sent-body')).toEqual([])
  expect(client.of('end')).toMatchObject([{ socket: 'fin', message: 'complete', code: '', byUs: false }])
})

test.for(['fin', 'rst'] as const)('a connection that ends by %s without a close is cut', async (how) => {
  await using server = await rawServer((socket, request) => {
    socket.write(accept(request), () => (how === 'fin' ? socket.end() : socket.resetAndDestroy()))
  })
  await using client = testStream(server.address, { upgrade: true })
  await client.stream.ended()
  expect(client.of('end')).toMatchObject([{ socket: how, message: 'cut', byUs: false }])
})

test('a server that does not upgrade: its answer is told as any other', async () => {
  await using server = await rawServer((socket) => {
    socket.write(Buffer.concat([Buffer.from(CHUNKED_HEAD), chunk('data: x\n\n'), Buffer.from('0\r\n\r\n')]))
  })
  await using client = testStream(server.address, { upgrade: true })
  await client.stream.ended()
  expect(client.of('head')).toMatchObject([{ status: 200 }])
  expect(client.of('event')).toHaveLength(1)
  expect(client.of('end')).toMatchObject([{ message: 'complete' }])
})

test('over TLS, and leaving', async () => {
  await using server = await frameServer(
    (socket) => {
      socket.write(accept(`Sec-WebSocket-Key: whatever`))
    },
    { protocol: 'http/1.1' },
  )
  const tls = { front: 'h1+tls', authority: certificate.authority } as const
  await using client = testStream(server.address, { upgrade: true }, 'c', 'tok', tls)
  await client.stream.head()
  await client.stream.close()
  expect(client.of('head')).toMatchObject([{ status: 101 }])
  expect(client.of('end')).toMatchObject([{ byUs: true, message: 'cut' }])
})

test('a request whose body waits for 100 Continue', async () => {
  let got = ''
  await using server = await rawServer((socket) => {
    socket.on('data', (bytes) => {
      got += bytes.toString('latin1')
      if (got.endsWith('0\r\n\r\n')) socket.write(`${CHUNKED_HEAD}0\r\n\r\n`)
    })
    // No part of the body is sent before this response.
    setImmediate(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'))
  })
  const open = { method: 'POST', body: 'later', headers: { Expect: '100-continue' } } as const
  await using client = testStream(server.address, open)
  await client.stream.send('ab')
  await client.stream.finish()
  await client.stream.ended()
  expect(got).toBe('2\r\nab\r\n0\r\n\r\n')
  expect(client.of('head')).toMatchObject([{ status: 200 }])
})
