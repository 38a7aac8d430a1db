/** The thread that writes reports while a run is in progress: see report-writer.ts. */
import { enableCompileCache } from 'node:module'
import { constants, getPriority, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { SseCompatError } from '../model/index.ts'
import type { Answer, Order } from './report-writer.ts'
import type { RunReporter } from './run-reporter.ts'

/**
 * Nice value of this thread only, on Linux. With 3 it gets half the CPU time of the thread that measures; with 10 the first
 * report took a minute.
 */
const NICENESS = 3
const LOWEST = constants.priority.PRIORITY_LOW

interface Given {
  readonly folder: string
  readonly parts: readonly string[]
  /** Folder of the compile cache: threads do not inherit it. With it, loading takes a quarter less CPU time. */
  readonly compiled: string | undefined
}

if (process.platform === 'linux') setPriority(Math.min(LOWEST, getPriority() + NICENESS))
const { folder, parts, compiled } = workerData as Given
if (compiled !== undefined) enableCompileCache(compiled)
const reporter = makeReporter()

async function makeReporter(): Promise<RunReporter> {
  const { loadCatalog } = await import('../matrix/catalog.ts')
  const { createReporter } = await import('./run-reporter.ts')
  return createReporter(folder, await loadCatalog(parts))
}

/** Of the report that is being written while the run is in progress. */
let superseded = new AbortController()

async function answerTo({ run, isOver }: Exclude<Order, 'give-up'>): Promise<Answer> {
  try {
    if (isOver) return { report: await (await reporter).whole(run) }
    superseded = new AbortController()
    await (await reporter).soFar(run, superseded.signal)
    return {}
  } catch (error) {
    if (superseded.signal.aborted && error === superseded.signal.reason) return {}
    if (!(error instanceof SseCompatError)) throw error
    const { code, message, where, advice } = error
    return {
      failed: { code, message, ...(where === undefined ? {} : { where }), ...(advice === undefined ? {} : { advice }) },
    }
  }
}

parentPort?.on('message', (order: Order) => {
  if (order === 'give-up') return superseded.abort()
  void answerTo(order).then((answer) => parentPort?.postMessage(answer))
})
