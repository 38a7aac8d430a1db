import { expect, test } from 'vitest'
import { timerDelay } from './timer-delay.ts'

const of = (delays: readonly (number | undefined)[], plain = 1) =>
  timerDelay(
    delays.map((after) => ({ after })),
    plain,
  )

test.for<readonly [string, readonly (number | undefined)[], ReturnType<typeof timerDelay>]>([
  ['events that arrive at once', [1, 2, 1, 3], undefined],
  ['one late event', [1, 2, 400, 3], undefined],
  ['a tick of 200 ms, and a first event at any phase of it', [20, 201, 200, 203], { delay: 201 }],
  ['late by chance: the delays differ', [20, 90, 200, 450], undefined],
  ['too few events', [20, 201, 200], 'more events needed'],
  ['a short delay needs more of them', [41, 40, 41, 40], 'more events needed'],
  ['a short delay of many', [1, 41, 40, 41, 40, 42, 40], { delay: 41 }],
  ['an event that does not arrive', [200, 200, 200, undefined], undefined],
  ['one event', [200], undefined],
  ['none', [], undefined],
])('%s', ([, delays, expected]) => {
  expect(of(delays)).toEqual(expected)
})

test('what is late without a proxy too is no timer of the proxy', () => {
  expect(of([20, 201, 200, 203], 39)).toEqual({ delay: 201 })
  expect(of([20, 201, 200, 203], 41)).toBeUndefined()
})
