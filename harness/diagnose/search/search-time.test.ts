import { expect, it } from 'vitest'
import { searchTime } from './search-time.ts'

it('ends twice as long after the unchanged configuration as that took, and never before it has run', async () => {
  let time = 1000
  const { promise, resolve } = Promise.withResolvers<void>()
  const isLate = searchTime(promise, () => time)
  time = 900_000
  expect(isLate()).toBe(false)
  time = 31_000
  resolve()
  await promise
  await Promise.resolve()
  time = 91_000
  expect(isLate()).toBe(false)
  time = 91_001
  expect(isLate()).toBe(true)
})

it('ends no sooner than 45 s after it, however short that was', async () => {
  let time = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  const isLate = searchTime(promise, () => time)
  time = 4000
  resolve()
  await promise
  await Promise.resolve()
  time = 49_000
  expect(isLate()).toBe(false)
  time = 49_001
  expect(isLate()).toBe(true)
})
