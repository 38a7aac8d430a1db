/** Runs many test cases concurrently: hundreds that only wait, tens that measure time, a few that are heavy. */
import PQueue from 'p-queue'
import { needsOwnProxy } from '../matrix/plan.ts'
import type { Cell, Ms, RunTiming, Scenario, Trace } from '../model/index.ts'
import { now } from '../wire/timestamp.ts'
import type { Backpressure } from './backpressure.ts'
import { watchStalls } from './event-loop-stalls.ts'
import { grants } from './machine-grants.ts'
import { record, traceNotRun } from './record.ts'
import type { RoutePool } from './route-pool.ts'
import { atMost, type LastsOf, placeOf, unitsOf } from './start-order.ts'

/** The pool whose slot a test case occupies: its load, and whether it has dedicated proxies. Heavy test cases share one pool. */
export type Pool = Scenario['load'] | 'waiting, own' | 'timing, own'
export type Slots = Readonly<Record<Pool, number>>

/**
 * Concurrent test cases of each pool. Measured: 64 timing test cases beside four busy processes gave no wrong verdict. Test cases
 * with dedicated proxies have pools of their own, so that none of them occupies a slot that another one waits for. An Apache with
 * its own sizes has 80 threads, and more with HTTP/2, so a small machine carries at most 32 of them at once.
 */
export const SLOTS: Slots = { waiting: 160, timing: 64, heavy: 2, 'waiting, own': 24, 'timing, own': 8 }

/** The pools that can saturate the machine. Only their test cases wait for the event loop. */
export const CROWDS: readonly Pool[] = ['waiting', 'timing']

export function poolOf(cell: Cell): Pool {
  const { load } = cell.scenario
  return load !== 'heavy' && needsOwnProxy(cell) && cell.kind === 'route' ? `${load}, own` : load
}

export interface SchedulerOptions {
  readonly routes: RoutePool
  readonly slots: Slots
  /** How long a test case probably lasts. Default: `atMost`. */
  readonly lasts?: LastsOf
  /** Test cases of `CROWDS` wait for it before they start. */
  readonly backpressure?: Backpressure
  readonly signal: AbortSignal
  /** Receives each trace as soon as it exists. Resolves with true where the test case has to run once more. */
  onTrace(cell: Cell, trace: Trace): Promise<boolean>
}

export interface Scheduler {
  /**
   * Resolves when each test case has its trace, or on the signal.
   * @param triesOf how many times one has run before in this run
   */
  add(cells: readonly Cell[], triesOf: (cell: Cell) => number): Promise<void>
}

/** Runs test cases in the slots of their pools; more can be added at any time. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { routes, slots, lasts = atMost, backpressure, signal, onTrace } = options
  // Paused until the first test cases are all there, so that these are in order too.
  const queues = new Map(
    Object.entries(slots).map(([pool, concurrency]) => [pool, new PQueue({ concurrency, autoStart: false })]),
  )
  /** How long the test cases of each pool that have not started would take, one after the other. */
  const ahead = new Map<Pool, Ms>()
  let added = 0
  const add = (pool: Pool, time: Ms): void => void ahead.set(pool, (ahead.get(pool) ?? 0) + time)

  async function runOne(cell: Cell, triesOf: (cell: Cell) => number): Promise<boolean> {
    if (signal.aborted) return false
    const pool = poolOf(cell)
    // The pools end at about the same time, and no long test case starts last.
    const urgency = (): Ms => Math.max(lasts(cell), (ahead.get(pool) ?? 0) / slots[pool])
    using _turn = CROWDS.includes(pool) ? await backpressure?.turn(urgency) : undefined
    add(pool, -lasts(cell))
    using _grant = pool === 'heavy' ? await grants().take('heavy') : undefined
    if (signal.aborted) return false
    const taken = await routes.take(cell)
    const trace =
      'route' in taken
        ? await record(cell, taken.route, triesOf(cell))
        : traceNotRun(cell, taken.outcome, taken.hops, taken.settings, triesOf(cell))
    if (signal.aborted) return false
    const again = await onTrace(cell, trace)
    // Announced before the release, which could end its route.
    if (again) announce([cell])
    await routes.release(cell)
    return again
  }

  function announce(cells: readonly Cell[]): void {
    routes.expect(cells)
    for (const cell of cells) add(poolOf(cell), lasts(cell))
  }

  async function runUntilDone(cell: Cell, triesOf: (cell: Cell) => number): Promise<void> {
    const place = placeOf(cell, added, lasts(cell))
    added += 1
    let again: boolean | undefined
    do {
      // What is compared with a control waits for its retry, and a retry must not be what ends last.
      const priority = triesOf(cell) > 0 ? Number.MAX_SAFE_INTEGER : -place
      again = await queues.get(poolOf(cell))?.add(() => runOne(cell, triesOf), { priority })
    } while (again)
  }

  return {
    async add(cells, triesOf) {
      announce(cells)
      const inOrder = unitsOf(cells, lasts).flat()
      const runs = inOrder.map((cell) => runUntilDone(cell, triesOf))
      // Others may be added in the same turn.
      queueMicrotask(() => queues.forEach((queue) => void queue.start()))
      await Promise.all(runs)
    },
  }
}

export interface BatchOptions extends Omit<SchedulerOptions, 'slots'> {
  readonly slots?: Slots
  /** Default: never. */
  triesOf?(cell: Cell): number
}

/** Resolves when every test case has its trace, or on the signal, which abandons running test cases. */
export async function runBatch(cells: readonly Cell[], options: BatchOptions): Promise<RunTiming> {
  const { slots = SLOTS, triesOf = () => 0, signal } = options
  const startedAt = now()
  const took: TimesTaken = new Map()
  let stallTime = 0
  using _stalls = watchStalls((ms) => {
    stallTime += ms
  })
  const scheduler = createScheduler({
    ...options,
    slots,
    async onTrace(cell, trace) {
      noteTime(took, cell, trace.took)
      return options.onTrace(cell, trace)
    },
  })
  await Promise.race([scheduler.add(cells, triesOf), untilAborted(signal)])
  return { ...timingOf(took, slots, now() - startedAt), stallTime }
}

export type TimesTaken = Map<Pool, Ms[]>

export function noteTime(took: TimesTaken, cell: Cell, time: Ms): void {
  const times = took.get(poolOf(cell))
  if (times === undefined) took.set(poolOf(cell), [time])
  else times.push(time)
}

export const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** Lower bound of a run: its longest test case, and for each pool the sum of its test case durations divided by its slots. */
export function timingOf(took: ReadonlyMap<Pool, readonly Ms[]>, slots: Slots, wall: Ms): RunTiming {
  const sum = (values: readonly Ms[]): Ms => values.reduce((a, b) => a + b, 0)
  const every = [...took.values()].flat()
  const longestCell = Math.max(0, ...every)
  const perPool = [...took].map(([pool, values]) => sum(values) / slots[pool])
  return {
    wall,
    longestCell,
    lowerBound: Math.max(longestCell, ...perPool),
    sumOfCells: sum(every),
    slots: sum(Object.values(slots)),
    cells: every.length,
    retried: 0,
    stallTime: 0,
    cpu: 0,
  }
}
