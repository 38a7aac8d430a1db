/**
 * Simulates a synchronous worker (gunicorn's, PHP's built-in server): it accepts the next connection after the last one has been
 * closed.
 */

import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import pLimit from 'p-limit'
import { expect, test } from 'vitest'
import { oneAtATime } from './one-at-a-time.ts'
import type { AppTarget } from './target.ts'
import { askVariations } from './variations.ts'

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n'
const EVERY = 20

async function application(isSynchronous: boolean, { refuses = false, headAfter = 0 } = {}) {
  const methods: string[] = []
  const waiting: Socket[] = []
  let isBusy = false
  const serve = (socket: Socket): void => {
    isBusy = true
    socket.once('data', (bytes) => {
      methods.push(bytes.toString('latin1').split(' ', 1)[0] ?? '')
      const begin = setTimeout(() => socket.write(HEAD), headAfter)
      const timer = setInterval(() => {
        if (socket.bytesWritten > 0) socket.write('data: x\n\n')
      }, EVERY)
      socket.once('close', () => {
        clearTimeout(begin)
        clearInterval(timer)
        isBusy = false
        const next = waiting.shift()
        if (next !== undefined) serve(next)
      })
    })
  }
  const server = createServer((socket) => {
    socket.on('error', () => {})
    if (isBusy && refuses) socket.end('HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n')
    else if (isBusy && isSynchronous) waiting.push(socket)
    else serve(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const target: AppTarget = {
    url: '',
    application: { host: '127.0.0.1', port, tls: false },
    target: '/events',
    host: '127.0.0.1',
    method: 'GET',
    headers: [],
    body: undefined,
  }
  return { target, methods, [Symbol.dispose]: () => void server.close() }
}

test('a request beside an open stream shows whether there is a queue', async () => {
  using queue = await application(true)
  using pool = await application(false)
  using limit = await application(false, { refuses: true })
  expect(await Promise.all([queue, pool, limit].map(({ target }) => oneAtATime(target, [])))).toEqual([
    'waits',
    undefined,
    429,
  ])
})

test('an application with a queue gets no request that it may never end', async () => {
  using queue = await application(true)
  const { old, head, preflight, stopped } = await askVariations({ ...queue.target, oneAtATime: true }, [], pLimit(1))
  expect([old?.head?.status, head, preflight, stopped]).toEqual([200, undefined, undefined, false])
  using pool = await application(false)
  await askVariations(pool.target, [], pLimit(1))
  expect([queue.methods, pool.methods]).toEqual([['GET'], ['GET', 'HEAD', 'OPTIONS']])
})

/** Longer than the default time limit for a second request. */
const LATE = 2100

test('an application that sends its response headers late is not one that serves one request at a time', async () => {
  using late = await application(false, { headAfter: LATE })
  expect(await oneAtATime(late.target, [], LATE)).toBeUndefined()
})
