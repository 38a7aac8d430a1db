/**
 * A worker of a run: runs the test cases that it is given, writes their traces, and exits with the run. It has its own event
 * loop, measuring client, origins and proxies; it judges nothing.
 */

import { constants } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { adapter as faulty } from '../../../proxies/faulty/adapter.ts'
import { adaptersOf, loadTestable, originFrom } from '../../matrix/catalog.ts'
import type { Adapter, Cell, CellId, Ms, OriginKind, Runtime, Trace } from '../../model/index.ts'
import { SseCompatError } from '../../model/index.ts'
import { disposeAll } from '../../runtimes/disposal.ts'
import { writeTrace } from '../../trace/trace-files.ts'
import { threadTime } from '../cpu-time.ts'
import { watchStalls } from '../event-loop-stalls.ts'
import { useGrants } from '../machine-grants.ts'
import { writeEvidence } from '../report-folder.ts'
import { createScheduler, type Scheduler } from '../scheduler.ts'
import { atMost, type LastsOf } from '../start-order.ts'
import { createSurroundings } from './this-process.ts'
import { createReader } from './wire-cells.ts'
import { keepMemorySmall } from './worker-memory.ts'
import type { FromWorker, SetUp, ToWorker } from './worker-messages.ts'

keepMemorySmall()

const send = (message: FromWorker): void => void process.send?.(message, () => {})
/** Orders that arrive within this time are mixed before the first of their test cases starts. */
const GATHERED: Ms = 50

const over = new AbortController()
let stallTime = 0

const waiting = new Map<number, () => void>()
let lastGrant = 0
useGrants({
  async take(kind) {
    lastGrant += 1
    const grant = lastGrant
    await new Promise<void>((resolve) => {
      waiting.set(grant, resolve)
      send({ news: 'wants', kind, grant })
    })
    return { [Symbol.dispose]: () => send({ news: 'gives-back', grant }) }
  },
})

interface Work {
  run(order: Extract<ToWorker, { do: 'run' }>): Promise<void>
  end(): Promise<void>
}

async function startRuntime({ runtime, network }: SetUp): Promise<Runtime> {
  if (runtime === 'local') return (await import('../../runtimes/local.ts')).startLocal()
  return (await import('../../runtimes/docker.ts')).startDocker(network === undefined ? {} : { network })
}

async function setUpWork(setUp: SetUp): Promise<Work> {
  const catalog = await loadTestable(setUp.parts)
  const adapters: readonly Adapter[] = [...adaptersOf(catalog.products), faulty]
  const runtime = await startRuntime(setUp)
  const { evidence } = setUp
  const surroundings = createSurroundings({
    runtime,
    adapterOf(product) {
      const found = adapters.find((one) => one.product === product)
      if (found === undefined) throw new Error(`no adapter for ${product}`)
      return found
    },
    originOf: originFrom(catalog.origins) satisfies (cell: Cell) => OriginKind,
    startsAtOnce: setUp.startsAtOnce,
    ...(evidence === undefined ? {} : { onEnd: (one) => writeEvidence(evidence, one) }),
  })
  const { routes, backpressure } = surroundings
  const read = createReader(catalog.scenarios)
  const schedulers = new Map<string, Scheduler>()
  const known = new Map<CellId, Ms>()
  let together: Promise<void> | undefined
  const lasts: LastsOf = (cell) => known.get(cell.id) ?? atMost(cell)

  /** Whether it has to run once more is decided by the run, which gives it to a worker again. */
  async function onTrace(cell: Cell, trace: Trace): Promise<false> {
    const file = await writeTrace(setUp.traces, trace)
    send({ news: 'trace', cell: cell.id, file, condition: { stallTime, thread: threadTime() } })
    return false
  }

  // Watching starts here, since loading the modules delayed no test case.
  watchStalls((ms) => {
    stallTime += ms
  })
  send({ news: 'ready', description: runtime.description })
  return {
    async run({ unit, cells, lasts: durations, tries, slots }) {
      together ??= pause(GATHERED).then(() => {
        together = undefined
      })
      await together
      const these = read(cells)
      for (const [n, { id }] of these.entries()) known.set(id, durations[n] ?? 0)
      const key = JSON.stringify(slots)
      const scheduler =
        schedulers.get(key) ?? createScheduler({ routes, backpressure, slots, lasts, signal: over.signal, onTrace })
      schedulers.set(key, scheduler)
      const byId = new Map(these.map(({ id }, n) => [id, tries[n] ?? 0]))
      await scheduler.add(these, ({ id }) => byId.get(id) ?? 0)
      if (!over.signal.aborted) send({ news: 'unit-over', unit })
    },
    async end() {
      over.abort()
      await surroundings[Symbol.asyncDispose]()
      await runtime[Symbol.asyncDispose]()
    },
  }
}

let work: Promise<Work> | undefined

async function end(code: number): Promise<never> {
  await (await work)?.end()
  await disposeAll()
  process.exit(code)
}

async function take(message: ToWorker): Promise<void> {
  if (message.do === 'set-up') {
    work = setUpWork(message.setUp)
    await work
  } else if (message.do === 'begin') {
    waiting.get(message.grant)?.()
    waiting.delete(message.grant)
  } else if (message.do === 'run') {
    await (await work)?.run(message)
  } else {
    await end(0)
  }
}

process.on('message', (message: ToWorker) => {
  take(message).catch((error: unknown) => {
    if (!(error instanceof SseCompatError)) throw error
    const { code, message: text, where, advice } = error
    send({
      news: 'cannot',
      code,
      message: text,
      ...(where === undefined ? {} : { where }),
      ...(advice === undefined ? {} : { advice }),
    })
  })
})
/**
 * The first signal ends this worker in an orderly way, the second one immediately. First of all no trace is written any more: what
 * is disposed of now belongs to test cases that still run. The run gives them to another worker.
 */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  const code = 128 + constants.signals[signal]
  process.on(signal, () => {
    if (over.signal.aborted) process.exit(code)
    over.abort()
    end(code).catch(() => process.exit(code))
  })
}
// The run has ended: exit, and with it what was started here, at the latest through this process's own watchdog.
process.on('disconnect', () => process.exit(1))
