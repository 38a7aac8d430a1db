/**
 * Keeps the report up to date while a run is in progress. It uses a thread of its own, so that it does not stall the event loop
 * that measures.
 */
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Catalog } from '../matrix/catalog.ts'
import type { Ms, Report } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import type { Run } from '../verdict/assemble-report.ts'
import { createReporter } from './run-reporter.ts'

/** From the start of the run. Writing takes some seconds more, so the first report exists ten seconds after the start. */
const FIRST: Ms = 6000
/** The thread needs some seconds to load scenarios and formats. A run that is shorter than this does not use it. */
const PREPARE: Ms = 3000
/**
 * Pause between the end of one report and the start of the next: the longer of `BETWEEN`, and `SHARE` times the duration of the
 * last one.
 */
const BETWEEN: Ms = 8000
const SHARE = 10
const ALIVE: Ms = 60_000
/** MB. A run of everything needs 150; without a limit the thread collects its garbage so late that it takes a gigabyte. */
const HEAP = { maxOldGenerationSizeMb: 400, maxYoungGenerationSizeMb: 24 }
/** `threadId` of a thread that has ended. */
const ENDED = -1

/** Writing a report; or giving up the one that is being written, since a later one will replace it. */
export type Order = { readonly run: Run; readonly isOver: boolean } | 'give-up'
/** A report that is not the last one returns no data. */
export type Answer =
  | { readonly report?: Report }
  | {
      readonly failed: {
        readonly code: string
        readonly message: string
        readonly where?: string
        readonly advice?: string
      }
    }

export interface ReportWriterOptions {
  readonly folder: string
  readonly catalog: Catalog
  /** Folders that the catalog was loaded with. */
  readonly parts: readonly string[]
  /** What is known of the run so far. */
  readonly soFar: () => Run
  /** Default: 6 s. */
  readonly first?: Ms
}

export interface ReportWriter {
  /**
   * Writes the final report, after the run: in this thread if the other one ended, for instance because it lacked memory. No other
   * report is written afterwards. @throws SseCompatError `unwritable`
   */
  finish(run: Run, onStep: (what: string) => void): Promise<Report>
  [Symbol.dispose](): void
}

export function startReportWriter(options: ReportWriterOptions): ReportWriter {
  let worker: Worker | undefined
  let under: Promise<Answer> | undefined
  let hasEnded = false
  let isOver = false
  let timer: NodeJS.Timeout | undefined
  const first = options.first ?? FIRST
  timer = setTimeout(
    () => {
      worker = start()
      wait(Math.min(first, PREPARE))
    },
    Math.max(0, first - PREPARE),
  ).unref()

  /** A thread that ended is never asked again: it would not answer. */
  function start(): Worker {
    const thread = startWorker(options)
    thread.once('exit', () => {
      if (worker === thread) worker = undefined
      hasEnded = true
    })
    return thread
  }

  function wait(time: Ms): void {
    timer = isOver ? undefined : setTimeout(write, time).unref()
  }

  function write(): void {
    const began = performance.now()
    worker ??= start()
    under = ask(worker, { run: options.soFar(), isOver: false })
    // A failed intermediate report does not end the run: the final one reports the error.
    void under
      .catch(() => {})
      .then(() => {
        under = undefined
        wait(Math.max(BETWEEN, SHARE * (performance.now() - began)))
      })
  }

  return {
    async finish(run, onStep) {
      isOver = true
      clearTimeout(timer)
      if (worker !== undefined) onStep('writing the report')
      if (under !== undefined) worker?.postMessage('give-up' satisfies Order)
      await under?.catch(() => {})
      // The traces are kept until the report is written, so that another attempt has them all.
      const answer = worker && (await ask(worker, { run, isOver: true }).catch(() => undefined))
      if (hasEnded) onStep('the thread that writes the report ended: writing it without')
      if (answer && 'failed' in answer)
        throw new SseCompatError(answer.failed.code, answer.failed.message, answer.failed)
      return answer?.report ?? createReporter(options.folder, options.catalog).whole(run, onStep)
    },
    [Symbol.dispose]() {
      isOver = true
      clearTimeout(timer)
      void worker?.terminate()
    },
  }
}

function startWorker({ folder, parts }: ReportWriterOptions): Worker {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const cache = getCompileCacheDir()
  // Node creates a folder of its own inside the one that it is given.
  const workerData = { folder, parts, compiled: cache === undefined ? undefined : dirname(cache) }
  const worker = new Worker(new URL(`./report-thread.${extension}`, import.meta.url), {
    workerData,
    resourceLimits: HEAP,
  })
  worker.unref()
  return worker
}

/** Rejects where the thread ends, or has ended, without having answered. */
function ask(worker: Worker, order: Exclude<Order, 'give-up'>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    // The last report keeps the process alive, whatever happens to the thread.
    const alive = order.isOver ? setInterval(() => {}, ALIVE) : undefined
    const ended = (code: number): void => reject(new Error(`the thread that writes the report ended with ${code}`))
    const settle = (): void => {
      clearInterval(alive)
      worker.off('message', answered)
      worker.off('error', failed)
      worker.off('exit', ended)
      worker.unref()
    }
    const answered = (answer: Answer): void => {
      settle()
      resolve(answer)
    }
    const failed = (error: unknown): void => {
      settle()
      reject(error)
    }
    worker.on('message', answered)
    worker.on('error', failed)
    worker.on('exit', ended)
    if (worker.threadId === ENDED) return failed(new Error('the thread that writes the report has ended'))
    if (order.isOver) worker.ref()
    worker.postMessage(order)
  })
}
