/**
 * Lets cells begin one after the other, and no more while the event loop stands still for lack of processor time: on a busy
 * machine a crowd would make itself noisy, and be played again.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { now } from './clock.ts'
import type { Ms } from './model.ts'
import { watchStalls } from './stall.ts'

/** A stall from which on the machine is busy, and how long it then stays so. */
const STALL: Ms = 100
const BUSY: Ms = 300
/** So many may always be under way: it may be the neighbours that keep the machine busy. */
const LEAST = 32
/** Between two beginnings: cells that begin together make the same handshakes together, and all that follows. */
const APART: Ms = 5

export interface Calm extends Disposable {
  /** Resolves when one more may begin; to be disposed of when it is over. */
  turn(): Promise<Disposable>
}

export function createCalm(): Calm {
  let stalledAt = Number.NEGATIVE_INFINITY
  let underWay = 0
  let free = Promise.resolve()
  const stalls = watchStalls(
    (_ms, endedAt) => {
      stalledAt = endedAt
    },
    { threshold: STALL },
  )
  return {
    async turn() {
      while (underWay >= LEAST && now() - stalledAt < BUSY)
        await pause(BUSY - (now() - stalledAt) + Math.random() * BUSY)
      const mine = free
      free = mine.then(() => pause(APART))
      await mine
      underWay += 1
      return {
        [Symbol.dispose]() {
          underWay -= 1
        },
      }
    },
    [Symbol.dispose]: () => stalls[Symbol.dispose](),
  }
}
