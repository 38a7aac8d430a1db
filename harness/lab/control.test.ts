/** Messages through a chain that does not answer on each of its connections. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { readTarget } from '../probe/target.ts'
import { createClockMap } from './clock-map.ts'
import { createControl } from './control.ts'

async function chain(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const target = readTarget(`http://127.0.0.1:${(server.address() as AddressInfo).port}/lab`)
  const control = createControl({ target, token: 't', headers: [], clock: createClockMap() })
  return {
    control,
    [Symbol.dispose]() {
      control.close()
      server.closeAllConnections()
      server.close()
    },
  }
}
const answered = (response: ServerResponse): void => void response.end(JSON.stringify({ came: 1, answered: 1 }))

test('a message that a busy process of the proxy holds is sent on a new connection, too', async () => {
  const sockets = new Set<unknown>()
  const held: ServerResponse[] = []
  let isHeldMeanwhile: boolean | undefined
  using one = await chain((request, response) => {
    const isKept = sockets.has(request.socket)
    sockets.add(request.socket)
    if (isKept) return void held.push(response)
    // The second connection: before the first one is given up.
    if (held.length > 0) isHeldMeanwhile = held.every(({ destroyed }) => !destroyed)
    answered(response)
  })
  await one.control.send({ want: 'clock', session: 's' })
  expect(await one.control.send({ want: 'clock', session: 's' })).toEqual({ came: 1, answered: 1 })
  expect([sockets.size, isHeldMeanwhile]).toEqual([2, true])
})

test('a message for which no connection is free is sent on the one that fetches news', async () => {
  let newsSocket: unknown
  using one = await chain((request, response) => {
    newsSocket ??= request.socket
    if (request.socket === newsSocket) answered(response)
  })
  await one.control.send({ want: 'news', session: 's', since: 0 })
  expect(await one.control.send({ want: 'calls', session: 's', calls: [] })).toEqual({ came: 1, answered: 1 })
})

test('a message for which a full proxy resets connections is sent on the one that fetches news', async () => {
  let kept: unknown
  using one = await chain((request, response) => {
    kept ??= request.socket
    if (request.socket === kept) answered(response)
    else request.socket.resetAndDestroy()
  })
  await one.control.send({ want: 'news', session: 's', since: 0 })
  const from = performance.now()
  await one.control.send({ want: 'clock', session: 's' })
  expect(performance.now() - from).toBeLessThan(5000)
})

test('a control that spares places keeps one connection only, and is not late where no other is to be had', async () => {
  const open = new Set<unknown>()
  let news: unknown
  let isFull = false
  using one = await chain((request, response) => {
    news ??= request.socket
    open.add(request.socket)
    request.socket.once('close', () => open.delete(request.socket))
    if (!isFull || request.socket === news) answered(response)
  })
  await one.control.send({ want: 'news', session: 's', since: 0 })
  await one.control.send({ want: 'clock', session: 's' })
  expect(open.size).toBe(2)
  one.control.spare(true)
  await expect.poll(() => [...open]).toEqual([news])
  await one.control.send({ want: 'clock', session: 's' })
  await expect.poll(() => [...open]).toEqual([news])
  isFull = true
  const from = performance.now()
  await one.control.send({ want: 'calls', session: 's', calls: [] })
  // Otherwise it is sent again after a second.
  expect(performance.now() - from).toBeLessThan(900)
})

test('a message that is answered in time is sent once', async () => {
  let messages = 0
  using one = await chain((_, response) => {
    messages += 1
    answered(response)
  })
  await one.control.send({ want: 'news', session: 's', since: 0 })
  expect(messages).toBe(1)
})
