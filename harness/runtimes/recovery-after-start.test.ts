import { expect, test } from 'vitest'
import { recoveryAfterStart } from './recovery-after-start.ts'

test.each([
  ['a usual limit', 60_000, 1, 0],
  ['one that the probe may have exceeded', 99, 1, 12_000],
  ['one that is short on a fast clock', 2000, 60, 200],
  ['zero, which each later request exceeds too', 0, 1, 0],
])('the wait for an upstream that failed once: %s', (_, ms, clock, wait) => {
  expect(recoveryAfterStart([{ ms: 60_000 }, { ms }], clock)).toBe(wait)
})
