/** Runs the test cases in this process, on its own event loop. */
import pLimit from 'p-limit'
import { createBrowser } from '../../client/browser.ts'
import type { Adapter, Cell, Certificate, OriginKind, Runtime, Trace } from '../../model/index.ts'
import { makeCertificate } from '../../runtimes/certificates.ts'
import { inFile, packed } from '../../trace/off-heap.ts'
import { factsIn, writeTrace } from '../../trace/trace-files.ts'
import { type Backpressure, createBackpressure } from '../backpressure.ts'
import { threadTime } from '../cpu-time.ts'
import { createRoutePool, type RoutePool, STARTS_AT_ONCE } from '../route-pool.ts'
import type { Evidence } from '../route-process.ts'
import { runBatch } from '../scheduler.ts'
import type { Team } from './team.ts'

export interface ThisProcessOptions {
  readonly runtime: Runtime
  readonly adapterOf: (product: string) => Adapter
  /** See `originFrom`; a session may use another one. */
  readonly originOf: (cell: Cell) => OriginKind
  /** Folder that each trace is written to as soon as it exists. Default: none is written. */
  readonly traces?: string
  /** Called with each proxy that ran, before it is stopped. */
  readonly onEnd?: (evidence: Evidence) => Promise<void>
  /** How many routes start at the same time. Default: `STARTS_AT_ONCE`. */
  readonly startsAtOnce?: number
}

/** What the test cases of a process share: one browser, one certificate, the running routes. */
interface Surroundings extends AsyncDisposable {
  readonly routes: RoutePool
  readonly backpressure: Backpressure
}

export function createSurroundings(options: ThisProcessOptions): Surroundings {
  const { runtime, adapterOf, originOf, onEnd, startsAtOnce = STARTS_AT_ONCE } = options
  const browser = createBrowser(runtime.folder)
  let certificate: Promise<Certificate> | undefined
  const routes = createRoutePool({
    runtime,
    browser,
    certificate: () => {
      certificate ??= makeCertificate()
      return certificate
    },
    adapterOf,
    originOf,
    starts: pLimit(startsAtOnce),
    ...(onEnd === undefined ? {} : { onEnd }),
  })
  const backpressure = createBackpressure()
  return {
    routes,
    backpressure,
    async [Symbol.asyncDispose]() {
      backpressure[Symbol.dispose]()
      await routes[Symbol.asyncDispose]()
      await browser[Symbol.asyncDispose]()
    },
  }
}

/** The runtime is not disposed of here. */
export function teamOfThisProcess(options: ThisProcessOptions): Team {
  const surroundings = createSurroundings(options)
  const { routes, backpressure } = surroundings
  const before = threadTime()
  /** The trace is serialised once: to its file, or in memory where none is written. */
  const kept = async (trace: Trace): Promise<Trace> => {
    if (options.traces === undefined) return packed(trace)
    const file = await writeTrace(options.traces, trace)
    return inFile(trace, () => factsIn(file))
  }
  return {
    description: options.runtime.description,
    run: (cells, batch) =>
      runBatch(cells, {
        ...batch,
        routes,
        backpressure,
        async onTrace(cell, trace) {
          return batch.onTrace(cell, await kept(trace))
        },
      }),
    busiestThread: () => threadTime() - before,
    [Symbol.asyncDispose]: surroundings[Symbol.asyncDispose],
  }
}
