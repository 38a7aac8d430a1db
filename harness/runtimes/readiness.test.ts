import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { expect, test } from 'vitest'
import { makeCertificate } from './certificates.ts'
import { type Reaction, untilReacting, waitAfter } from './readiness.ts'

test('the wait between two tries grows with the time that went by, within bounds', () => {
  expect(waitAfter(0)).toBe(3)
  expect(waitAfter(24)).toBe(3)
  expect(waitAfter(400)).toBe(50)
  expect(waitAfter(60_000)).toBe(100)
})

test('a proxy that takes half a second to answer is tried about forty times, and found soon after', () => {
  let since = 0
  let tries = 0
  while (since < 500) {
    since += waitAfter(since)
    tries += 1
  }
  expect(tries).toBeLessThan(40)
  expect(since).toBeLessThan(500 * (1 + 1 / 8))
})

/** @param answer what it does with the nth connection */
async function reactionOf(
  answer: (socket: Socket, nth: number) => void,
  { mayClose = true, signal = new AbortController().signal } = {},
): Promise<{ reaction: Reaction; connections: number }> {
  let connections = 0
  const server = createServer((socket) => {
    connections += 1
    socket.on('error', () => {})
    answer(socket, connections)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const prepared = { path: '/sse/', host: '' } as Parameters<typeof untilReacting>[0]['prepared']
  const probe = { address: { host: '127.0.0.1', port }, prepared, authority: undefined }
  const reaction = await untilReacting(probe, signal, mayClose)
  server.close()
  return { reaction, connections }
}

const respond = (socket: Socket): void => void socket.end('HTTP/1.1 204 No Content\r\n\r\n')
/** As nginx does for `return 444`: the request is read first, so that the connection is not reset. */
const close = (socket: Socket): void => void socket.once('data', () => socket.end())

test('who answers only after some tries is found', async () => {
  const seen = await reactionOf((socket, nth) => (nth < 4 ? socket.destroy() : respond(socket)))
  expect(seen).toEqual({ reaction: 'responds', connections: 4 })
})

test('who closes each connection without a response is found after some tries', async () => {
  expect(await reactionOf(close)).toEqual({ reaction: 'closes', connections: 8 })
})

test('a few closed connections among others are no answer', async () => {
  const seen = await reactionOf((socket, nth) => {
    if (nth === 12) respond(socket)
    else if (nth === 6) socket.resetAndDestroy()
    else close(socket)
  })
  expect(seen).toEqual({ reaction: 'responds', connections: 12 })
})

test('behind a published port, or of a proxy that responded before, closed connections are no answer', async () => {
  const seen = await reactionOf((socket, nth) => (nth < 12 ? close(socket) : respond(socket)), { mayClose: false })
  expect(seen).toEqual({ reaction: 'responds', connections: 12 })
})

test('who resets each connection is waited for until the signal', async () => {
  const waiting = new AbortController()
  const seen = await reactionOf(
    (socket, nth) => {
      socket.resetAndDestroy()
      if (nth === 12) waiting.abort()
    },
    { signal: waiting.signal },
  )
  expect(seen.reaction).toBe('none')
})

test('who refuses each TLS handshake is found after some tries', async () => {
  const { authority } = await makeCertificate()
  // Without a certificate no cipher is left.
  const server = createTlsServer({})
  let refused = 0
  server.on('tlsClientError', () => {
    refused += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const prepared = { path: '/sse/', host: '' } as Parameters<typeof untilReacting>[0]['prepared']
  const probe = { address: { host: '127.0.0.1', port }, prepared, authority }
  expect(await untilReacting(probe, new AbortController().signal, true)).toBe('closes')
  expect(refused).toBeGreaterThanOrEqual(7)
  server.close()
})
