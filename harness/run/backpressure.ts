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
/** How late test cases may start together when a timer was late. */
const CATCH_UP: Ms = 20

/** How much later the run would end if this test case started later; asked each time that one may start. */
export type Urgency = () => number

export interface Backpressure extends Disposable {
  /**
   * Resolves when one more test case may start: the most urgent one of those that wait, of equal ones the first. The result is to be
   * disposed of when it is over.
   */
  turn(urgency?: Urgency): Promise<Disposable>
}

interface Waiting {
  readonly urgency: Urgency
  start(): void
}

export function createBackpressure(): Backpressure {
  let busyUntil = Number.NEGATIVE_INFINITY
  let underWay = 0
  const waiting: Waiting[] = []
  let isServing = false
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

  async function serve(): Promise<void> {
    isServing = true
    let due = now()
    while (waiting.length > 0) {
      while (underWay >= MIN && now() < busyUntil) await pause(POLL_INTERVAL / 2)
      // A timer of a busy event loop is late: what was due meanwhile starts together.
      due = Math.max(due, now() - CATCH_UP)
      for (; due <= now() && waiting.length > 0 && (underWay < MIN || now() >= busyUntil); due += START_INTERVAL) {
        underWay += 1
        mostUrgent(waiting)?.start()
      }
      await pause(Math.max(1, due - now()))
    }
    isServing = false
  }

  return {
    async turn(urgency = () => 0) {
      const { promise, resolve: start } = Promise.withResolvers<void>()
      waiting.push({ urgency, start })
      if (!isServing) void serve()
      await promise
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

/** Removes it from the list. */
function mostUrgent(waiting: Waiting[]): Waiting | undefined {
  let [first, most] = [0, Number.NEGATIVE_INFINITY]
  for (const [n, { urgency }] of waiting.entries()) {
    const mine = urgency()
    if (mine > most) [first, most] = [n, mine]
  }
  return waiting.splice(first, 1)[0]
}
