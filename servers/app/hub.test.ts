import { expect, test, vi } from 'vitest'
import { MemoryLog } from './event-log/memory.ts'
import { numberedIds } from './ids.ts'
import { eventually, stalledClient, testServer } from './testing.ts'

test('every subscriber gets every event, in order', async () => {
  await using server = await testServer()
  using a = await server.open('/sse/stream')
  using b = await server.open('/sse/events')
  for (let i = 0; i < 5; i++) expect(await (await server.publish('alert', { i })).json()).toEqual({ published: true })
  const [first, second] = [await a.take(5), await b.take(5)]
  expect(first).toEqual(second)
  expect(first.map(({ event, data }) => [event, data])).toEqual([0, 1, 2, 3, 4].map((i) => ['alert', `{"i":${i}}`]))
  expect(await server.stats()).toMatchObject({ connections: 2, published: 5, dropped: 0 })
})

test('a subscriber that comes back is sent what it missed, and then goes on', async () => {
  await using server = await testServer()
  let id: string
  {
    using stream = await server.open('/sse/stream')
    await server.publish('n', 0)
    id = (await stream.take(1))[0]?.id ?? ''
  }
  await server.publish('n', 1)
  await server.publish('n', 2)
  using stream = await server.open('/sse/stream', { 'Last-Event-ID': id })
  await stream.take(2)
  await server.publish('n', 3)
  expect((await stream.take(3)).map(({ data }) => data)).toEqual(['1', '2', '3'])
})

test('one that left before its first event can resume too', async () => {
  await using server = await testServer()
  let id: string
  {
    using stream = await server.open('/sse/stream')
    id = /^id: (\d+-\d+)$/m.exec(await stream.until((text) => text.includes('retry')))?.[1] ?? ''
  }
  await server.publish('n', 1)
  using stream = await server.open('/sse/stream', { 'Last-Event-ID': id })
  expect((await stream.take(1))[0]).toMatchObject({ event: 'n', data: '1' })
})

test('where the history does not reach back there is one gap', async () => {
  await using server = await testServer({ historySize: 2 })
  using first = await server.open('/sse/stream')
  for (let i = 0; i < 5; i++) await server.publish('n', i)
  const ids = (await first.take(5)).map(({ id }) => id)
  using late = await server.open('/sse/stream', { 'Last-Event-ID': ids[0] ?? '' })
  const [gap, ...rest] = await late.take(3)
  expect(gap).toMatchObject({ event: 'gap', id: ids[2], data: JSON.stringify({ from: ids[0], to: ids[2] }) })
  expect(rest.map(({ data }) => data)).toEqual(['3', '4'])
  using exact = await server.open('/sse/stream', { 'Last-Event-ID': ids[2] ?? '' })
  expect((await exact.take(2)).map(({ event }) => event)).toEqual(['n', 'n'])
})

test.for(['5', '7999999999999999', '1763700000000-0'])(
  "an id of another server's, %s, gets a gap and no silence",
  async (id) => {
    await using server = await testServer()
    await server.publish('n', 0)
    using stream = await server.open('/sse/stream', { 'Last-Event-ID': id })
    expect((await stream.take(1))[0]).toMatchObject({ event: 'gap' })
  },
)

test('two servers that start in the same millisecond give out no id in common', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const [one, other] = [numberedIds(), numberedIds()]
  vi.useRealTimers()
  const log = new MemoryLog({ ids: other, historySize: 10, unknown: 'gap' })
  log.append('n', '0')
  expect(log.since(one.start)).toMatchObject({ kind: 'since', gap: { from: one.start } })
  expect(log.since(one.next())).toMatchObject({ kind: 'since', gap: {} })
})

test('an id that is none starts fresh', async () => {
  await using server = await testServer()
  await server.publish('n', 0)
  using stream = await server.open('/sse/stream', { 'Last-Event-ID': 'no number' })
  await server.publish('n', 1)
  expect((await stream.take(1))[0]?.data).toBe('1')
})

test('stocks2 replays all since an id; a malformed or unknown one starts fresh', async () => {
  await using server = await testServer()
  using first = await server.open('/stocks2')
  const ids = (await first.take(6)).map(({ id }) => id)
  expect(new Set(ids).size).toBe(6)
  using back = await server.open('/stocks2', { 'Last-Event-ID': ids[1] ?? '' })
  expect((await back.take(4)).map(({ id }) => id)).toEqual(ids.slice(2))
  for (const id of ['yesterday', '2999-01-01T00:00:00.000Z']) {
    using fresh = await server.open('/stocks2', { 'Last-Event-ID': id })
    const [event] = await fresh.take(1)
    expect(event?.event).toBe('stockUpdate')
    expect(Number(event?.id?.slice(0, 4))).toBeLessThan(2999)
  }
  using old = await server.open('/stocks2', { 'Last-Event-ID': '2001-01-01T00:00:00.000Z' })
  expect((await old.take(1))[0]?.event).toBe('gap')
})

test('a reader that stops loses the oldest, is told how many, and holds nobody up', async () => {
  await using server = await testServer({ queueSize: 10 })
  using healthy = await server.open('/sse/stream')
  const socket = stalledClient(server.port, '/sse/stream')
  await eventually(server.stats, ({ connections }) => connections === 2)
  // The kernel accepts megabytes before the queue starts to fill.
  const data = 'x'.repeat(60_000)
  let sent = 0
  while ((await server.stats()).dropped < 5) {
    await server.publish('n', data)
    await healthy.take(++sent)
  }
  const { dropped } = await server.stats()
  expect(server.logged.filter(({ event }) => event === 'drop')).toHaveLength(1)

  let received = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    received = (received + text).replaceAll('x', '')
  })
  socket.resume()
  await eventually(
    () => received,
    (text) => text.includes('event: dropped') && text.split('event: n\n').length - 1 === sent - dropped,
  )
  expect(received).toContain(`event: dropped\ndata: {"count":${dropped}}\n\n`)
  socket.destroy()
})

test('a client that takes nothing is let go after the stall timeout', async () => {
  await using server = await testServer({ queueSize: 10, stallTimeout: 100 })
  using healthy = await server.open('/sse/stream')
  const socket = stalledClient(server.port, '/sse/stream')
  await eventually(server.stats, ({ connections }) => connections === 2)
  const data = 'x'.repeat(60_000)
  let sent = 0
  while ((await server.stats()).connections === 2) {
    await server.publish('n', data)
    await healthy.take(++sent)
  }
  expect(server.logged.find(({ event }) => event === 'leave')).toMatchObject({ reason: 'stalled' })
  socket.destroy()
})
