/** What is given to a worker at once, and when it has room for it. Pure. */
import type { Cell, CellId } from '../../model/index.ts'
import { routeNameOf } from '../route-pool.ts'
import { CROWDS, longestFirst, type Pool, poolOf, SLOTS, type Slots } from '../scheduler.ts'

/** Test cases of one running route, so that its proxies live in one worker; a control, which needs none, by itself. Longest first. */
export function unitsOf(cells: readonly Cell[]): Cell[][] {
  const nameOf = (cell: Cell): string => (cell.kind === 'control' ? cell.id : routeNameOf(cell))
  return [...Map.groupBy(longestFirst(cells), nameOf).values()]
}

/** What `SLOTS` were measured with: one process on two cores. */
const MEASURED_CORES = 2

/**
 * The slots of one of so many workers. Crowds take the time of an event loop, and there are more of those; what takes memory, threads or all of
 * the machine does not become more.
 * @param slots of the whole machine, for a batch that wants few side by side; default: as many as it bears
 */
export function shareOf(workers: number, slots?: Slots): Slots {
  const shares = Object.entries(slots ?? SLOTS).map(([pool, size]) => {
    const grows = slots === undefined && CROWDS.includes(pool as Pool)
    return [pool, Math.ceil(size / (grows ? Math.min(workers, MEASURED_CORES) : workers))]
  })
  return Object.fromEntries(shares) as unknown as Slots
}

/** The test cases that a worker has, and has no trace of yet. */
export interface Load {
  readonly cells: ReadonlyMap<CellId, Cell>
}

/**
 * Whether a worker can begin some of each pool of a unit at once. So at most a part of one unit waits in a worker, and one that has nothing
 * to do finds all that has not begun with the run itself.
 */
export function hasRoom({ cells }: Load, unit: readonly Cell[], slots: Slots): boolean {
  const pools = [...cells.values()].map(poolOf)
  return [...new Set(unit.map(poolOf))].every((pool) => pools.filter((one) => one === pool).length < slots[pool])
}

/** Takes the next unit that one of the workers has room for; the one with the fewest test cases gets it. */
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
