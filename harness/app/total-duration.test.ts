import { expect, it } from 'vitest'
import { isTotal } from './total-duration.ts'

const EVERY = 10_000

it.for([
  ['both are closed at the same age', 60_000, { closedAt: 61_000, sinceLast: 1500 }, 60, true],
  ['they are closed at different ages', 60_000, { closedAt: 80_000, sinceLast: 1500 }, 60, false],
  [
    'no comment was sent for longer than two intervals of the second stream',
    60_000,
    { closedAt: 60_000, sinceLast: 4500 },
    60,
    false,
  ],
  ['the difference is that of real time, with a fast clock', 3000, { closedAt: 4700, sinceLast: 1000 }, 60, true],
  ['the same difference without a fast clock', 3000, { closedAt: 4700, sinceLast: 1000 }, 1, false],
] as const)('%s', ([, first, closer, clock, expected]) => {
  expect(isTotal(first, closer, { every: EVERY, clock })).toBe(expected)
})
