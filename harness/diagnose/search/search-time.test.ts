import { expect, it } from 'vitest'
import { searchTime } from './search-time.ts'

it('ends twice as long after the unchanged configuration as that took, and never before it has run', async () => {
  let time = 1000
  const { promise, resolve } = Promise.withResolvers<void>()
  const isLate = searchTime(promise, () => time)
  time = 900_000
  expect(isLate()).toBe(false)
  time = 21_000
  resolve()
  await promise
  await Promise.resolve()
  time = 61_000
  expect(isLate()).toBe(false)
  time = 61_001
  expect(isLate()).toBe(true)
})
