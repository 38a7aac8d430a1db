import { expect, test } from 'vitest'
import { now } from '../wire/timestamp.ts'
import { watchStalls } from './event-loop-stalls.ts'

test('tells of a loop that stood still, how long and when it ended', async () => {
  const stall = Promise.withResolvers<{ ms: number; endedAt: number }>()
  let from = 0
  // Stalls of the machine may be reported too; the one that this test makes is the longest.
  using _watch = watchStalls((ms, endedAt) => ms > 300 && stall.resolve({ ms, endedAt }))
  await new Promise((resolve) => setTimeout(resolve, 20))
  from = now()
  while (now() - from < 400);
  const { endedAt } = await stall.promise
  expect(endedAt).toBeGreaterThanOrEqual(from + 400)
})

test('is quiet after it was disposed', async () => {
  let told = 0
  const watch = watchStalls(() => told++, { threshold: 50 })
  watch[Symbol.dispose]()
  const from = now()
  while (now() - from < 100);
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(told).toBe(0)
})
