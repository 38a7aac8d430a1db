import { expect, test } from 'vitest'
import { eventually, stalledClient, testServer } from '../testing.ts'
import { rawConnection, requestOf } from './raw.fixture.ts'

test('a reader that is slow but goes on outlives one that stands still', { timeout: 30_000 }, async () => {
  await using server = await testServer({ stallTimeout: 1000, queueSize: 20 })
  using slow = rawConnection(server.port, requestOf('GET /sse/stream'))
  await slow.until((text) => text.includes('retry'))
  // It reads once and then pauses.
  const rest = () => void slow.socket.pause()
  slow.socket.on('data', rest)
  const goesOn = setInterval(() => slow.socket.resume(), 10)

  // A client that reads nothing at all shows when the timeout has passed, however long that takes here.
  const still = stalledClient(server.port, '/sse/stream')
  await eventually(server.stats, ({ connections }) => connections === 2)
  while (server.logged.every(({ event }) => event !== 'leave')) await server.publish('n', 'x'.repeat(60_000))
  still.destroy()
  const left = server.logged.filter(({ event }) => event === 'leave')
  expect(left).toEqual([expect.objectContaining({ reason: 'stalled' })])
  clearInterval(goesOn)
  expect((await server.stats()).connections).toBe(1)
  slow.socket.off('data', rest).resume()
  await server.publish('n', 'the last')
  await slow.until((text) => text.includes('the last'))
})
