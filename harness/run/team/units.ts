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
 * workers; the others are limited by processor time and threads, and grow with the cores that the workers use. Heavy test cases wait for
 * a grant of the machine, so each worker may have all of them: with a part each, one worker ends its own while the other has none left.
 * @param slots of the whole machine, for a batch that has to run with few concurrent test cases; default: as many as it can carry
 */
export function shareOf(workers: number, slots?: Slots, cores = availableParallelism()): Slots {
  const shares = Object.entries(slots ?? SLOTS).map(([pool, size]) => {
    if (pool === 'heavy') return [pool, heavyAtOnce(workers, slots, cores)]
    const growth = growthOf(workers, CROWDS.includes(pool as Pool) ? workers : cores)
    return [pool, Math.ceil((slots === undefined ? size * growth : size) / workers)]
  })
  return Object.fromEntries(shares) as unknown as Slots
}

/** The test cases that a worker has been given and has not returned a trace of. */
export interface Load {
  readonly cells: ReadonlyMap<CellId, Cell>
}

/** Share of what is left that several workers hold together. The rest goes to the worker that is first to have room. */
const HELD = 0.75
/**
 * How many times the slots of its large pools a worker is given test cases ahead. It mixes them (`placeOf`): with fewer, many of them
 * are of one route, and a proxy with more streams than threads behaves differently.
 */
const AHEAD = 4
/** Latencies are reported of proxies beside which at most so many other test cases run, heavy ones apart. */
const BESIDE = 32

const isQuiet = ([cell]: readonly Cell[]): boolean => cell?.scenario.latencies === true

const isLoud = ({ scenario }: Cell): boolean => scenario.latencies !== true && scenario.load !== 'heavy'

const fits = (unit: readonly Cell[], full: ReadonlySet<Pool>): boolean => poolsOf(unit).every((pool) => !full.has(pool))

function fullPools({ cells }: Load, slots: Slots): ReadonlySet<Pool> {
  const counts = new Map<Pool, number>()
  for (const cell of cells.values()) counts.set(cellPool(cell), (counts.get(cellPool(cell)) ?? 0) + 1)
  return new Set([...counts].flatMap(([pool, count]) => (count < slots[pool] ? [] : [pool])))
}

function isCalmWith(workers: readonly Load[]): boolean {
  let loud = 0
  for (const { cells } of workers) for (const cell of cells.values()) if (isLoud(cell)) loud += 1
  return loud <= BESIDE
}

/** Asked for everything that waits or runs, each time a trace arrives. */
function remembered<Key extends object, Value>(find: (key: Key) => Value): (key: Key) => Value {
  const found = new WeakMap<Key, Value>()
  return (key) => {
    const before = found.get(key)
    if (before !== undefined) return before
    const value = find(key)
    found.set(key, value)
    return value
  }
}

const cellPool = remembered(poolOf)
const poolsOf = remembered((unit: readonly Cell[]): readonly Pool[] => [...new Set(unit.map(cellPool))])

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
  const ahead = AHEAD * sum(CROWDS.map((pool) => slots[pool]))
  const share = Math.min(ahead, workers.length === 1 ? left : (HELD * left) / workers.length)
  const [first = []] = queue
  let calm: boolean | undefined
  const isCalm = (): boolean => {
    calm ??= isCalmWith(workers)
    return calm
  }
  if (idlest.cells.size + first.length <= share && (!isQuiet(first) || isCalm())) {
    queue.shift()
    return { worker: idlest, unit: first }
  }
  const full = byLoad.map((worker) => ({ worker, full: fullPools(worker, slots) }))
  for (const [at, unit] of queue.entries()) {
    const found = !isQuiet(unit) || isCalm() ? full.find((one) => fits(unit, one.full)) : undefined
    if (found === undefined) continue
    queue.splice(at, 1)
    return { worker: found.worker, unit }
  }
  return undefined
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
