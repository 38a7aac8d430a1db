import { expect, it } from 'vitest'
import { parseTime } from './timers.ts'

it.for([
  ['60', 60_000],
  ['60s', 60_000],
  ['1h30m', 5_400_000],
  ['1h 30m', 5_400_000],
  ['500ms', 500],
  ['1d', 86_400_000],
  ['0', 0],
  ['soon', undefined],
  ['', undefined],
  ['-1', undefined],
] as const)('%s', ([text, ms]) => {
  expect(parseTime(text)).toBe(ms)
})
