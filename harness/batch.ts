/**
 * Plays many cells side by side: those that wait in crowds, those that time in tens, of those that are heavy a few.
 */
import pLimit from 'p-limit'
import { now } from './clock.ts'
import type { Cell, Ms, RunTiming, Scenario, Trace } from './model.ts'
import type { Places } from './places.ts'
import { needsOwnProxy } from './plan.ts'
import { record, unplayed } from './record.ts'

/** Cells of each load that play at once. Measured: 64 timing cells beside four busy processes gave no wrong verdict. */
const SLOTS: Readonly<Record<Scenario['load'], number>> = { waiting: 160, timing: 40, heavy: 2 }

/** Proxies of one cell alone that run at once: an Apache with its own sizes has 80 threads, and more with HTTP/2. */
const OWN_AT_ONCE = 32

export interface BatchOptions {
  readonly places: Places
  readonly slots?: Readonly<Record<Scenario['load'], number>>
  /** How often each of these cells has been played before in this run. */
  readonly playedBefore?: number
  readonly signal: AbortSignal
  /** Gets each trace as soon as there is one. */
  onTrace(cell: Cell, trace: Trace): Promise<void>
}

/** Resolves when every cell has its trace, or the signal came: cells in play are then dropped. */
export async function playBatch(cells: readonly Cell[], options: BatchOptions): Promise<RunTiming> {
  const { places, slots = SLOTS, playedBefore = 0, signal } = options
  const startedAt = now()
  const limits = { waiting: pLimit(slots.waiting), timing: pLimit(slots.timing), heavy: pLimit(slots.heavy) }
  const took = new Map<Scenario['load'], Ms[]>()
  places.expect(cells)

  async function playOne(cell: Cell): Promise<void> {
    if (signal.aborted) return
    const taken = await places.take(cell)
    const trace =
      'place' in taken
        ? await record(cell, taken.place, playedBefore)
        : unplayed(cell, taken.outcome, taken.hops, taken.settings)
    if (signal.aborted) return
    took.set(cell.scenario.load, [...(took.get(cell.scenario.load) ?? []), trace.took])
    await options.onTrace(cell, trace)
    await places.release(cell)
  }

  const own = pLimit(OWN_AT_ONCE)
  const isHeavy = ({ scenario }: Cell): number => (scenario.load === 'heavy' ? 1 : 0)
  const longestFirst = [...cells].sort((a, b) => isHeavy(b) - isHeavy(a) || b.scenario.longest - a.scenario.longest)
  const all = Promise.all(
    longestFirst.map((cell) => {
      const play = (): Promise<void> => limits[cell.scenario.load](() => playOne(cell))
      return needsOwnProxy(cell) && cell.route.length > 0 ? own(play) : play()
    }),
  )
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await Promise.race([all, aborted])
  return timingOf(took, slots, now() - startedAt)
}

/** A run cannot be shorter than its longest cell, nor than the sum of a load's cells over the slots of that load. */
function timingOf(
  took: ReadonlyMap<Scenario['load'], readonly Ms[]>,
  slots: Readonly<Record<Scenario['load'], number>>,
  wall: Ms,
): RunTiming {
  const sum = (values: readonly Ms[]): Ms => values.reduce((a, b) => a + b, 0)
  const every = [...took.values()].flat()
  const longestCell = Math.max(0, ...every)
  const perLoad = [...took].map(([load, values]) => sum(values) / slots[load])
  return {
    wall,
    longestCell,
    lowerBound: Math.max(longestCell, ...perLoad),
    sumOfCells: sum(every),
    slots: slots.waiting + slots.timing + slots.heavy,
    cells: every.length,
    playedAgain: 0,
    cpu: 0,
  }
}
