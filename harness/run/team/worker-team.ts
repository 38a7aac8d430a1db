/**
 * Runs the test cases in worker processes. This process distributes them, collects their traces and issues grants for what may
 * run only a few times at once. When a worker ends unexpectedly, only test cases without a trace are affected: another worker
 * runs them again.
 */
import type { Cell, CellId, Ms, RunTiming } from '../../model/index.ts'
import { SseCompatError } from '../../model/index.ts'
import { inFile } from '../../trace/off-heap.ts'
import { factsIn, readTrace, writeTrace } from '../../trace/trace-files.ts'
import { now } from '../../wire/timestamp.ts'
import { AT_ONCE, createGrants, type Grants } from '../machine-grants.ts'
import { brokenBy, traceNotRun } from '../record.ts'
import { hopRecord } from '../route-process.ts'
import { noteTime, type Slots, type TimesTaken, timingOf, untilAborted } from '../scheduler.ts'
import { unitsOf } from '../start-order.ts'
import type { Batch, Team } from './team.ts'
import { heavyAtOnce, nextFor, shareOf } from './units.ts'
import type { SetUp } from './worker-messages.ts'
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts'

/** Starting a proxy needs CPU time: see `STARTS_AT_ONCE`. */
const STARTS_OF_EACH = 2
/** After this many workers have ended while they ran a test case, the test case is reported as the cause. */
const MAX_DEATHS = 3
/** Concurrent sections that measure latencies: as many as one process on two cores has, and more on more cores. */
const SECTIONS_OF_EACH = 1.5

export interface WorkersOptions extends Omit<SetUp, 'startsAtOnce'> {
  readonly count: number
}

/** The state of one batch. */
interface Under {
  readonly batch: Batch
  readonly queue: Cell[][]
  readonly slots: Slots
  readonly took: TimesTaken
  left: number
  over(error?: unknown): void
}

/** Resolves when each worker can run test cases. @throws SseCompatError where one cannot */
export async function startWorkers(options: WorkersOptions): Promise<Team> {
  const { count, ...given } = options
  const setUp: SetUp = { ...given, startsAtOnce: STARTS_OF_EACH }
  const workers = new Set<WorkerProcess>()
  const deaths = new Map<CellId, number>()
  let grants: Grants = createGrants()
  let under: Under | undefined
  let replacements = 2 * count
  let isOver = false
  /** Lines about workers that ended before the first batch. */
  const early: string[] = []
  const busiest = { thread: 0, stallTime: 0 }

  function start(): WorkerProcess {
    const worker: WorkerProcess = startWorkerProcess(setUp, () => grants, {
      trace: (id, file) => void collect(worker, id, file),
      room: pump,
      died: (how, said) => void onDeath(worker, how, said),
      failed: (error) => under?.over(error),
    })
    workers.add(worker)
    void worker.ready.then(pump, () => {})
    return worker
  }

  function pump(): void {
    if (under === undefined || isOver) return
    const { queue, slots, batch } = under
    for (;;) {
      const next = nextFor(queue, [...workers], slots)
      if (next === undefined) break
      next.worker.run(next.unit, batch, slots)
    }
    if (under.left === 0 && [...workers].every(({ units }) => units.size === 0)) under.over()
  }

  async function collect(worker: WorkerProcess, id: CellId, file: string): Promise<void> {
    const cell = worker.cells.get(id)
    worker.cells.delete(id)
    busiest.thread = Math.max(busiest.thread, worker.condition.thread)
    busiest.stallTime = Math.max(busiest.stallTime, worker.condition.stallTime)
    const batch = under
    if (cell === undefined || batch === undefined) return
    try {
      const trace = await readTrace(file)
      noteTime(batch.took, cell, trace.took)
      const again = await batch.batch.onTrace(
        cell,
        inFile(trace, () => factsIn(file)),
      )
      if (!again) batch.left -= 1
      // There its route may still run.
      else if (workers.has(worker)) worker.run([cell], batch.batch, batch.slots)
      else batch.queue.unshift([cell])
      pump()
    } catch (error) {
      batch.over(error)
    }
  }

  async function onDeath(worker: WorkerProcess, how: string, said: string): Promise<void> {
    workers.delete(worker)
    if (isOver) return
    const lost = [...worker.cells.values()]
    worker.cells.clear()
    const cases = `${lost.length} test case${lost.length === 1 ? '' : 's'}`
    const because = said === '' ? '' : `: ${said}`
    const again = lost.length === 0 ? 'another one is started' : `its ${cases} run again in another one`
    const line = `a worker process ended (${how}${because}); ${again}`
    if (under === undefined) early.push(line)
    else under.batch.onNote?.(line)
    for (const { id } of lost) deaths.set(id, (deaths.get(id) ?? 0) + 1)
    const isDoomed = ({ id }: Cell): boolean => (deaths.get(id) ?? 0) >= MAX_DEATHS
    under?.queue.unshift(...unitsOf(lost.filter((cell) => !isDoomed(cell))))
    if (replacements > 0) {
      replacements -= 1
      start()
    } else if (workers.size === 0) {
      const advice = said === '' ? 'Run it with --workers 0.' : said
      under?.over(new SseCompatError('worker-ended', `every worker process ended: ${how}`, { advice }))
    }
    for (const cell of lost.filter(isDoomed)) await giveUp(cell, how)
    pump()
  }

  /** The test case may be what ends the workers. */
  async function giveUp(cell: Cell, how: string): Promise<void> {
    const message = `each of the ${MAX_DEATHS} worker processes that ran it ended: ${how}`
    const hops = cell.kind === 'route' ? cell.route.map((hop) => hopRecord(hop)) : []
    const outcome = brokenBy('worker', new SseCompatError('worker-ended', message), '')
    const trace = traceNotRun(cell, outcome, hops, { timers: [] }, under?.batch.triesOf?.(cell))
    await writeTrace(setUp.traces, trace)
    if (under === undefined) return
    await under.batch.onTrace(cell, trace)
    under.left -= 1
  }

  /** Rejects where a worker cannot run anything; one that ended at its start is replaced. */
  async function described(worker: WorkerProcess): Promise<string> {
    try {
      return await worker.ready
    } catch (error) {
      const replacement = [...workers].at(-1)
      const hasEnded = error instanceof SseCompatError && error.code === 'worker-ended'
      if (!hasEnded || replacement === undefined) throw error
      return described(replacement)
    }
  }

  async function run(cells: readonly Cell[], batch: Batch): Promise<RunTiming> {
    const slots = shareOf(count, batch.slots)
    const latency = Math.max(AT_ONCE.latency, Math.ceil(SECTIONS_OF_EACH * count))
    const heavy = heavyAtOnce(count, batch.slots)
    grants = createGrants({ latency, heavy })
    for (const line of early.splice(0)) batch.onNote?.(line)
    const startedAt = now()
    const stoodStillBefore = busiest.stallTime
    const took: TimesTaken = new Map()
    const ended = Promise.withResolvers<void>()
    const over = (error?: unknown): void => (error === undefined ? ended.resolve() : ended.reject(error))
    under = { batch, queue: unitsOf(cells, batch.lasts), slots, took, left: cells.length, over }
    pump()
    try {
      await Promise.race([ended.promise, untilAborted(batch.signal)])
    } finally {
      under = undefined
    }
    const all = Object.fromEntries(
      Object.entries(slots).map(([pool, size]) => [pool, size * count]),
    ) as unknown as Slots
    const machine: Slots = { ...all, heavy }
    return { ...timingOf(took, machine, now() - startedAt), stallTime: busiest.stallTime - stoodStillBefore }
  }

  const dispose = async (): Promise<void> => {
    isOver = true
    await Promise.all([...workers].map((worker) => worker[Symbol.asyncDispose]()))
  }
  try {
    const descriptions = await Promise.all(Array.from({ length: count }, start).map(described))
    const description = [...new Set(descriptions)].join(', ')
    return { description, run, busiestThread: (): Ms => busiest.thread, [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}
