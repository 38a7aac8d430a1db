import { expect, test } from 'vitest'
import { DEFAULTS } from '../options.ts'
import { eventually, testServer } from '../testing.ts'
import { rawConnection, requestOf } from './raw.fixture.ts'

const LIMIT = 1000
const STREAM = requestOf('GET /sse/stream')

test('of twice as many clients at once, just as many as are allowed get a stream; the rest are told when to return', {
  timeout: 60_000,
}, async () => {
  // The number of clients is what is tested: events at the pace of other tests would leave a slow machine no time for new
  // clients.
  await using server = await testServer({ maxConnections: LIMIT, paces: DEFAULTS.paces })
  const clients = Array.from({ length: 2 * LIMIT }, () => rawConnection(server.port, STREAM))
  await Promise.all(clients.map(({ until }) => until((text) => /retry: |"maxConnections":1000}/.test(text))))
  const [served, refused] = [200, 429].map((status) => clients.filter(({ statuses }) => statuses()[0] === status))
  expect([served?.length, refused?.length]).toEqual([LIMIT, LIMIT])
  for (const client of refused ?? []) expect(client.text()).toMatch(/^Retry-After: \d+\r$/m)
  expect((await server.stats()).connections).toBe(LIMIT)

  // A client that disconnects makes room for exactly one other, whether that one was refused before or not.
  served?.slice(0, 10).map((client) => client[Symbol.dispose]())
  await eventually(server.stats, ({ connections }) => connections === LIMIT - 10)
  const again = (refused ?? []).slice(0, 20)
  for (const { socket } of again) socket.write(STREAM)
  await Promise.all(again.map(({ statuses, until }) => until(() => statuses().length === 2)))
  expect(again.filter(({ statuses }) => statuses()[1] === 200)).toHaveLength(10)

  for (const client of clients) client[Symbol.dispose]()
  await eventually(server.stats, ({ connections }) => connections === 0)
})
