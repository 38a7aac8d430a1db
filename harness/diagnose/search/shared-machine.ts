/**
 * The machine that all routes of a check share. Variants start under the same limits as the test cases of a run, so that a check
 * does not cause the load that makes it inconclusive; test cases that load may have spoiled run alone.
 */
import pLimit, { type LimitFunction } from 'p-limit'
import type { Cell } from '../../model/index.ts'
import { createBackpressure } from '../../run/backpressure.ts'
import { STARTS_AT_ONCE } from '../../run/route-pool.ts'
import { createTurns } from '../../run/run-alone.ts'
import { CROWDS, poolOf, type Slots } from '../../run/scheduler.ts'

/** Limits over all variants; see harness/run/scheduler.ts for those of one run. */
const SLOTS: Slots = { waiting: 160, timing: 40, heavy: 1, 'waiting, own': 28, 'timing, own': 4 }

/** A few that mostly wait do not disturb each other, and one after the other they take most of the time of a check on a busy machine. */
const ALONE_AT_ONCE = 3

export interface SharedMachine extends Disposable {
  /** Limits concurrent starts of proxies, over all variants. */
  readonly starts: LimitFunction
  /** Runs a test case concurrently with others, when the machine has capacity. */
  beside<T>(cell: Cell, work: () => Promise<T>): Promise<T>
  /** Runs with at most two others that were spoiled, and nothing else at the same time; a heavy one with nothing at all. */
  alone<T>(cell: Cell, work: () => Promise<T>): Promise<T>
}

export function createSharedMachine(): SharedMachine {
  const backpressure = createBackpressure()
  const turns = createTurns()
  const limits = new Map(Object.entries(SLOTS).map(([pool, size]) => [pool, pLimit(size)]))
  return {
    starts: pLimit(STARTS_AT_ONCE),
    async beside<T>(cell: Cell, work: () => Promise<T>): Promise<T> {
      const pool = poolOf(cell)
      const limit = limits.get(pool)
      if (limit === undefined) throw new Error(`there are no slots for "${pool}"`)
      return limit(async () => {
        using _turn = CROWDS.includes(pool) ? await backpressure.turn() : undefined
        return turns.beside(work)
      })
    },
    alone: (cell, work) => turns.alone(work, cell.scenario.load === 'heavy' ? 1 : ALONE_AT_ONCE),
    [Symbol.dispose]: () => backpressure[Symbol.dispose](),
  }
}
