import { expect, test } from 'vitest'
import { createClockMap, type Reading } from './clock-map.ts'

/** A message to a clock that is ahead, with these times in the two directions. */
const reading = (at: number, ahead: number, there: number, back: number): Reading => ({
  sent: at,
  came: at + there + ahead,
  answered: at + there + ahead + 1,
  here: at + there + 1 + back,
})

test('the offset is half of what both ways differ, and its error half of the quickest round trip', () => {
  const clock = createClockMap()
  for (const one of [reading(0, 5000, 30, 50), reading(100, 5000, 20, 20), reading(200, 5000, 90, 10)]) clock.add(one)
  expect(clock.estimate()).toEqual({ offset: 5000, error: 20, roundTrip: 40, readings: 3 })
})

test('a time there is the earliest time at which its bytes could be here: what is quicker than all before is no delay', () => {
  const clock = createClockMap()
  clock.add(reading(0, -700, 40, 60))
  clock.add(reading(100, -700, 40, 20))
  // Sent at 1000 on our clock, 300 on theirs; the fastest way back took 20.
  expect(clock.here(300)).toBe(1020)
})

test('a clock that drifts is followed', () => {
  const clock = createClockMap()
  clock.add(reading(0, 0, 10, 10))
  // Ten minutes later the clock is 60 ms behind: the first readings have been discarded.
  for (let n = 0; n < 3; n += 1) clock.add(reading(600_000 + n, -60, 10, 12))
  expect(clock.here(599_940)).toBeCloseTo(600_012)
})

test('the way here varies by what nine of ten responses are later than the fastest', () => {
  const clock = createClockMap()
  expect(clock.jitter()).toBe(0)
  // One lost packet is no jitter.
  for (const [n, back] of [20, 25, 80, 70, 60, 50, 45, 40, 30, 900].entries()) clock.add(reading(n, 0, 20, back))
  expect(clock.jitter()).toBe(60)
})
