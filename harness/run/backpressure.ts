/**
 * Starts test cases one after the other, and beyond a minimum number only while the event loop is neither saturated nor recently
 * stalled. More test cases than the machine can carry would make each other inconclusive, and all of them would be retried.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Ms } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { watchStalls } from './event-loop-stalls.ts'

/** After a stall of `STALL` or longer the machine counts as busy for `BUSY`. */
const STALL: Ms = 100
const BUSY: Ms = 300
/** The event loop is saturated above this share of busy time, which is measured every `POLL_INTERVAL`. */
const FULL = 0.98
const POLL_INTERVAL: Ms = 100
/** Always allow this many: other processes may cause the load. */
const MIN = 16
/** Between two starts. Test cases that start together do the same handshakes at the same time, and stay in step. */
const START_INTERVAL: Ms = 5

export interface Backpressure extends Disposable {
  /** Resolves when one more test case may start. The result is to be disposed of when it is over. */
  turn(): Promise<Disposable>
}

export function createBackpressure(): Backpressure {
  let busyUntil = Number.NEGATIVE_INFINITY
  let underWay = 0
  let free = Promise.resolve()
  const busyFor = (time: Ms): void => {
    busyUntil = Math.max(busyUntil, now() + time)
  }
  const stalls = watchStalls(() => busyFor(BUSY), { threshold: STALL })
  let before = performance.eventLoopUtilization()
  const looks = setInterval(() => {
    const after = performance.eventLoopUtilization()
    if (performance.eventLoopUtilization(after, before).utilization > FULL) busyFor(POLL_INTERVAL)
    before = after
  }, POLL_INTERVAL)
  looks.unref()

  async function begin(): Promise<void> {
    while (underWay >= MIN && now() < busyUntil) await pause(POLL_INTERVAL / 2)
    underWay += 1
  }

  return {
    async turn() {
      // First come, first served.
      const mine = free.then(begin)
      free = mine.then(() => pause(START_INTERVAL))
      await mine
      return {
        [Symbol.dispose]() {
          underWay -= 1
        },
      }
    },
    [Symbol.dispose]() {
      stalls[Symbol.dispose]()
      clearInterval(looks)
    },
  }
}
