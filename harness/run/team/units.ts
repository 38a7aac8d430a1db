/** The units of work that a worker is given, and when it has room for the next one. Pure. */
import { availableParallelism } from 'node:os'
import type { Cell, CellId } from '../../model/index.ts'
import { CROWDS, type Pool, poolOf, SLOTS, type Slots } from '../scheduler.ts'

/** What `SLOTS` were measured with: one process on two cores. */
const MEASURED_CORES = 2

/** How many times the slots of one process on two cores a machine carries. */
const growthOf = (workers: number, cores: number): number => Math.max(1, Math.min(workers, cores) / MEASURED_CORES)

/** Heavy test cases that run at once on the machine, in all workers together: they need a core each. */
export const heavyAtOnce = (workers: number, slots?: Slots, cores = availableParallelism()): number =>
  slots?.heavy ?? Math.floor(SLOTS.heavy * growthOf(workers, cores))

/**
 * The slots of each of several workers. The pools in `CROWDS` are limited by an event loop, so they grow with the number of
 * workers; the others are limited by processor time and threads, and grow with the cores that the workers use.
 * @param slots of the whole machine, for a batch that has to run with few concurrent test cases; default: as many as it can carry
 */
export function shareOf(workers: number, slots?: Slots, cores = availableParallelism()): Slots {
  const shares = Object.entries(slots ?? SLOTS).map(([pool, size]) => {
    const growth = growthOf(workers, CROWDS.includes(pool as Pool) ? workers : cores)
    return [pool, Math.ceil((slots === undefined ? size * growth : size) / workers)]
  })
  return Object.fromEntries(shares) as unknown as Slots
}

/** The test cases that a worker has been given and has not returned a trace of. */
export interface Load {
  readonly cells: ReadonlyMap<CellId, Cell>
}

/**
 * Share of what is left that several workers hold: the more routes a worker runs at once, the fewer test cases a single proxy
 * serves at once. A proxy with more than its threads can serve behaves differently. The rest goes to whom is first to have less.
 */
const HELD = 0.75
/** A worker holds at most so many times as many test cases as it runs: those that mix (`placeOf`). */
const AHEAD = 4

const fits = (unit: readonly Cell[], full: ReadonlySet<Pool>): boolean => poolsOf(unit).every((pool) => !full.has(pool))

function fullPools({ cells }: Load, slots: Slots): ReadonlySet<Pool> {
  const counts = new Map<Pool, number>()
  for (const cell of cells.values()) counts.set(poolOf(cell), (counts.get(poolOf(cell)) ?? 0) + 1)
  return new Set([...counts].flatMap(([pool, count]) => (count < slots[pool] ? [] : [pool])))
}

const known = new WeakMap<readonly Cell[], readonly Pool[]>()

/** Asked for every unit that waits, each time a trace arrives. */
function poolsOf(unit: readonly Cell[]): readonly Pool[] {
  const before = known.get(unit)
  if (before !== undefined) return before
  const pools = [...new Set(unit.map(poolOf))]
  known.set(unit, pools)
  return pools
}

/**
 * Takes the next unit for one of the workers: the first one in the queue where a worker holds less than its share, otherwise one of
 * which a worker can start a test case of each pool immediately. The worker with the fewest test cases gets it.
 */
export function nextFor<Worker extends Load>(
  queue: Cell[][],
  workers: readonly Worker[],
  slots: Slots,
): { readonly worker: Worker; readonly unit: readonly Cell[] } | undefined {
  const byLoad = workers.toSorted((a, b) => a.cells.size - b.cells.size)
  const [idlest] = byLoad
  if (idlest === undefined || queue.length === 0) return undefined
  const left = sum(queue.map(({ length }) => length)) + sum(workers.map(({ cells }) => cells.size))
  const crowd = AHEAD * sum(CROWDS.map((pool) => slots[pool]))
  const share = Math.min(crowd, workers.length === 1 ? left : (HELD * left) / workers.length)
  const [first = []] = queue
  if (idlest.cells.size + first.length <= share) {
    queue.shift()
    return { worker: idlest, unit: first }
  }
  const full = byLoad.map((worker) => ({ worker, full: fullPools(worker, slots) }))
  for (const [at, unit] of queue.entries()) {
    const found = full.find((one) => fits(unit, one.full))
    if (found === undefined) continue
    queue.splice(at, 1)
    return { worker: found.worker, unit }
  }
  return undefined
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
