import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { startOrigin } from './origin.ts'
import { rawPeer, testCell } from './testing.ts'

async function application(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    at: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

const head = (method: string, more = '') =>
  `${method} /sse/tok/c?prompt=a%20b HTTP/1.1\r\nHost: test\r\nsse-compat-stream: tok.c.1\r\n${more}\r\n`

test('an application gets the request as it came, and its answer comes back piece by piece', async () => {
  const asked = Promise.withResolvers<string>()
  await using app = await application(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    asked.resolve([request.method, request.url, request.headers.host, request.headers['x-own'], body].join(' '))
    response.writeHead(201, { 'Content-Type': 'text/event-stream', 'X-App': 'own' })
    response.write('retry: 5\n\nid: 1\nevent: one\ndata: a\n\nid: 2\nda')
    setImmediate(() => response.end('ta: b\n\n: c\n\n'))
  })
  await using origin = await startOrigin({ host: '127.0.0.1' })
  using cell = testCell(origin, 'tok')
  using peer = rawPeer(origin.address, `${head('POST', 'X-Own: 1\r\nContent-Length: 4\r\n')}body`)
  const relayed = (await cell.exchange('c')).answerFrom(app.at, '/there')

  // Host is the application's own, since an application may accept only that name.
  expect(await asked.promise).toBe(`POST /there?prompt=a%20b 127.0.0.1:${app.at.port} 1 body`)
  await peer.until((received) => received.endsWith('0\r\n\r\n'))
  await Promise.all([relayed.head, relayed.sent(3), relayed.over])
  expect(peer.received()).toContain('HTTP/1.1 201 Created\r\nContent-Type: text/event-stream\r\nX-App: own\r\n')
  const sent = cell.of('sent').map(({ what, id, bytes }) => (what === 'bytes' ? what : `${what} ${id} ${bytes}`))
  expect(sent.filter((one) => one !== 'bytes')).toEqual(['event 1 0', 'event 2 0', 'comment c 0'])
  expect(cell.of('sent').at(-1)?.written).toBe(56)
  expect(cell.of('closed').map(({ how }) => how)).toEqual(['end'])
})

test('a peer that leaves ends the request to the application', async () => {
  const left = Promise.withResolvers<void>()
  await using app = await application((_, response) => {
    response.on('close', () => left.resolve())
    response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': hello\n\n')
  })
  await using origin = await startOrigin({ host: '127.0.0.1' })
  using cell = testCell(origin, 'tok')
  const peer = rawPeer(origin.address, head('GET'))
  const relayed = (await cell.exchange('c')).answerFrom(app.at, '/')
  await relayed.sent(1)
  peer[Symbol.dispose]()
  await Promise.all([left.promise, relayed.over])
})

test('an answer that the application breaks off is broken off', async () => {
  await using app = await application((_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write(': hello\n\n', () => response.socket?.resetAndDestroy())
  })
  await using origin = await startOrigin({ host: '127.0.0.1' })
  using cell = testCell(origin, 'tok')
  using peer = rawPeer(origin.address, head('GET'))
  await (await cell.exchange('c')).answerFrom(app.at, '/').over
  expect(await peer.ended).toBe('fin')
  expect(cell.of('closed').map(({ how }) => how)).toEqual(['fin'])
})

test('an application that cannot be reached breaks the exchange off', async () => {
  const gone = await application(() => {})
  await gone[Symbol.asyncDispose]()
  await using origin = await startOrigin({ host: '127.0.0.1' })
  using cell = testCell(origin, 'tok')
  using peer = rawPeer(origin.address, head('GET'))
  await (await cell.exchange('c')).answerFrom(gone.at, '/').over
  expect(await peer.ended).toBe('fin')
  expect(peer.received()).toBe('')
})
