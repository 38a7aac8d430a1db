/** The units of work that a worker is given, and when it has room for the next one. Pure. */
import type { Cell, CellId } from '../../model/index.ts'
import { routeNameOf } from '../route-pool.ts'
import { CROWDS, longestFirst, type Pool, poolOf, SLOTS, type Slots } from '../scheduler.ts'

/**
 * A unit has the test cases of one route, so that its proxies run in one worker; a control, which has no proxies, is a unit by
 * itself. Longest first.
 */
export function unitsOf(cells: readonly Cell[]): Cell[][] {
  const nameOf = (cell: Cell): string => (cell.kind === 'control' ? cell.id : routeNameOf(cell))
  return [...Map.groupBy(longestFirst(cells), nameOf).values()]
}

/** What `SLOTS` were measured with: one process on two cores. */
const MEASURED_CORES = 2

/**
 * The slots of each of several workers. The pools in `CROWDS` are limited by an event loop, so they grow with the number of
 * workers; pools limited by memory, threads or the whole machine are divided.
 * @param slots of the whole machine, for a batch that has to run with few concurrent test cases; default: as many as it can carry
 */
export function shareOf(workers: number, slots?: Slots): Slots {
  const shares = Object.entries(slots ?? SLOTS).map(([pool, size]) => {
    const grows = slots === undefined && CROWDS.includes(pool as Pool)
    return [pool, Math.ceil(size / (grows ? Math.min(workers, MEASURED_CORES) : workers))]
  })
  return Object.fromEntries(shares) as unknown as Slots
}

/** The test cases that a worker has been given and has not returned a trace of. */
export interface Load {
  readonly cells: ReadonlyMap<CellId, Cell>
}

/**
 * Whether a worker can start a test case of each pool of a unit immediately. So at most a part of one unit waits in a worker, and
 * an idle worker finds everything that has not started with the run itself.
 */
export function hasRoom({ cells }: Load, unit: readonly Cell[], slots: Slots): boolean {
  const pools = [...cells.values()].map(poolOf)
  return [...new Set(unit.map(poolOf))].every((pool) => pools.filter((one) => one === pool).length < slots[pool])
}

/** Takes the next unit that one of the workers has room for. The worker with the fewest test cases gets it. */
export function nextFor<Worker extends Load>(
  queue: Cell[][],
  workers: readonly Worker[],
  slots: Slots,
): { readonly worker: Worker; readonly unit: readonly Cell[] } | undefined {
  const byLoad = workers.toSorted((a, b) => a.cells.size - b.cells.size)
  for (const [at, unit] of queue.entries()) {
    const worker = byLoad.find((one) => hasRoom(one, unit, slots))
    if (worker === undefined) continue
    queue.splice(at, 1)
    return { worker, unit }
  }
  return undefined
}
