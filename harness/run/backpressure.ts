/**
 * Starts test cases one after the other, and none beyond a few while the event loop is saturated or was stalled: more of them than the
 * machine can bear would make each other inconclusive, and be retried.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Ms } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import { watchStalls } from './event-loop-stalls.ts'

/** A stall from which on the machine is busy, and how long it then stays so. */
const STALL: Ms = 100
const BUSY: Ms = 300
/** Share of the time in which the event loop may be at work, and how often that is looked at. */
const FULL = 0.98
const LOOK: Ms = 100
/** Always allow this many: other processes may cause the load. */
const LEAST = 16
/** Between two starts: test cases that start together make the same handshakes together, and all that follows. */
const APART: Ms = 5

export interface Calm extends Disposable {
  /** Resolves when one more may begin; to be disposed of when it is over. */
  turn(): Promise<Disposable>
}

export function createCalm(): Calm {
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
    if (performance.eventLoopUtilization(after, before).utilization > FULL) busyFor(LOOK)
    before = after
  }, LOOK)
  looks.unref()

  async function begin(): Promise<void> {
    while (underWay >= LEAST && now() < busyUntil) await pause(LOOK / 2)
    underWay += 1
  }

  return {
    async turn() {
      // In the order in which they came.
      const mine = free.then(begin)
      free = mine.then(() => pause(APART))
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
