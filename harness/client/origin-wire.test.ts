import { expect, test } from 'vitest'
import { startOrigin } from '../../servers/origin/origin.ts'
import { testCell } from '../../servers/origin/testing.ts'
import { testStream } from './testing.ts'

test('the client sees what the origin sent: heads, digests, bytes', async () => {
  await using origin = await startOrigin({ host: '127.0.0.1' })
  using cell = testCell(origin, 'tok')
  await using client = testStream(origin.address)
  const exchange = await cell.exchange('c')
  await exchange.sendHead()
  await client.stream.head()
  await exchange.sendEvent({ id: '1', data: 'a' })
  await exchange.sendEvent({ id: '2', event: 'token', data: 'one\r\ntwo\r' })
  await exchange.sendPadding(300_000)
  await exchange.sendComment('hb')
  await client.stream.arrived('hb')
  await exchange.end()
  await client.stream.ended()

  expect(client.of('head')[0]?.raw).toBe(cell.of('sent-head')[0]?.raw)
  expect(client.of('request')[0]?.raw).toBe(cell.of('request')[0]?.raw)
  const sent = cell.of('sent').filter(({ what }) => what === 'event')
  expect(client.of('event').map(({ id, digest }) => [id, digest])).toEqual(sent.map(({ id, digest }) => [id, digest]))
  expect(client.of('body').reduce((sum, { bytes }) => sum + bytes, 0)).toBe(exchange.written)
  expect(client.of('connected')[0]?.local).toBe(cell.of('connection')[0]?.remote)
})

test('writes asked for in one turn arrive as one read each', async () => {
  await using origin = await startOrigin({ host: '127.0.0.1' })
  using cell = testCell(origin, 'tok')
  await using client = testStream(origin.address)
  const exchange = await cell.exchange('c')
  await Promise.all(Array.from({ length: 20 }, (_, i) => exchange.sendEvent({ id: `${i}`, data: 'x' })))
  await client.stream.arrived('19')
  // undici delivers each chunk separately, even when one read contained several.
  expect(client.of('body')).toHaveLength(20)
})

test.for(['chunked', 'close-delimited'] as const)('how a %s stream ends', async (framing) => {
  await using origin = await startOrigin({ host: '127.0.0.1' })
  using cell = testCell(origin, 'tok')
  const ends = {
    end: framing === 'chunked' ? ['open', 'complete'] : ['fin', 'complete'],
    fin: framing === 'chunked' ? ['fin', 'cut'] : ['fin', 'complete'],
    reset: ['rst', 'cut'],
  } as const
  for (const how of ['end', 'fin', 'reset'] as const) {
    await using client = testStream(origin.address, {}, how)
    const exchange = await cell.exchange(how)
    await exchange.sendHead({ framing })
    await exchange.sendEvent({ id: '1', data: 'a' })
    await client.stream.arrived('1')
    await exchange[how]()
    await client.stream.ended()
    const [socket, message] = ends[how]
    expect(client.of('end')).toMatchObject([{ socket, message, byUs: false }])
    expect(client.of('event')).toHaveLength(1)
  }
})

test('50 streams side by side, each cut and resumed: no fact is lost', async () => {
  await using origin = await startOrigin({ host: '127.0.0.1' })
  const run = async (n: number) => {
    const token = `tok${n}`
    using cell = testCell(origin, token)
    await using client = testStream(origin.address, { reconnect: true }, 'c', token)
    for (const attempt of [1, 2]) {
      const exchange = await cell.exchange('c', attempt)
      expect(exchange.lastEventId).toBe(attempt === 1 ? undefined : '1-9')
      for (let i = 0; i < 10; i++) {
        await exchange.sendEvent({ id: `${attempt}-${i}`, data: `${n}`, ...(i === 0 ? { retry: 1 } : {}) })
      }
      await client.stream.arrived(`${attempt}-9`)
      if (attempt === 1) await exchange.fin()
    }
    const exchange = await cell.exchange('c', 2)
    await client.stream.close()
    await exchange.left()
    expect(client.of('event').map(({ digest }) => digest)).toEqual(cell.of('sent').map(({ digest }) => digest))
    expect(client.of('event').every(({ data }) => data === `${n}`)).toBe(true)
    expect(client.of('end').map(({ byUs }) => byUs)).toEqual([false, true])
    expect(cell.facts.map(({ fact }) => fact)).toEqual([
      ...['connection', 'request', 'sent-head', ...Array(10).fill('sent'), 'closed'],
      ...['connection', 'request', 'sent-head', ...Array(10).fill('sent'), 'peer-left'],
    ])
  }
  await Promise.all(Array.from({ length: 50 }, (_, n) => run(n)))
})
