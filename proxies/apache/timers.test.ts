import { expect, it } from 'vitest'
import { parseTime } from './timers.ts'

it.for([
  ['60', 60_000],
  ['60s', 60_000],
  ['5mi', 300_000],
  ['5min', 300_000],
  ['2h', 7_200_000],
  ['3000ms', 3000],
  ['1h30m', undefined],
  ['soon', undefined],
  ['', undefined],
] as const)('%s', ([text, ms]) => {
  expect(parseTime(text)).toBe(ms)
})
