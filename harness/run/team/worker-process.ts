/** One worker, as seen from the run: a process in its own session, so that Ctrl-C on the terminal does not reach it. */
import { fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Cell, CellId, Ms } from '../../model/index.ts'
import { SseCompatError } from '../../model/index.ts'
import { register } from '../../runtimes/disposal.ts'
import type { Grants } from '../machine-grants.ts'
import type { Slots } from '../scheduler.ts'
import { atMost } from '../start-order.ts'
import type { Batch } from './team.ts'
import { createWriter } from './wire-cells.ts'
import { MALLOC, NODE_OPTIONS } from './worker-memory.ts'
import type { Condition, FromWorker, SetUp, ToWorker } from './worker-messages.ts'

/** From the request to exit until SIGKILL: Apache has two seconds to stop, and proxies are stopped one after the other. */
const PATIENCE: Ms = 15_000

export interface WorkerListener {
  /** A trace has been written. */
  trace(cell: CellId, file: string): void
  /** It has room for more test cases. */
  room(): void
  /** It ended unexpectedly. `said`: the last line of its standard error. */
  died(how: string, said: string): void
  failed(error: Error): void
}

export interface WorkerProcess extends AsyncDisposable {
  /** Given to it and not returned yet. */
  readonly cells: Map<CellId, Cell>
  /** Units that it has not finished: their proxies may still be stopping. */
  readonly units: Set<number>
  readonly condition: Condition
  /** Resolves with a description of its runtime, or rejects where it cannot run anything. */
  readonly ready: Promise<string>
  run(unit: readonly Cell[], batch: Pick<Batch, 'lasts' | 'triesOf'>, slots: Slots): void
}

let units = 0

export function startWorkerProcess(setUp: SetUp, grants: () => Grants, listener: WorkerListener): WorkerProcess {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const main = fileURLToPath(new URL(`./run-worker-main.${extension}`, import.meta.url))
  const cache = getCompileCacheDir()
  const child = fork(main, [], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning', ...NODE_OPTIONS],
    env: { ...MALLOC, ...process.env, ...(cache === undefined ? {} : { NODE_COMPILE_CACHE: dirname(cache) }) },
  })
  // A failed send is ignored: the worker's exit is reported by its own event.
  const send = (message: ToWorker): void => void (child.connected && child.send(message, () => {}))
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000)
  })
  const held = new Map<number, Disposable>()
  const ready = Promise.withResolvers<string>()
  const ended = Promise.withResolvers<void>()
  const cells = new Map<CellId, Cell>()
  const openUnits = new Set<number>()
  const write = createWriter()
  let condition: Condition = { stallTime: 0, thread: 0 }
  let isEnding = false
  let hasEnded = false

  async function grant(number: number, kind: 'latency' | 'heavy'): Promise<void> {
    const taken = await grants().take(kind)
    // If the worker ended meanwhile, the grant is returned immediately.
    if (hasEnded) return taken[Symbol.dispose]()
    held.set(number, taken)
    send({ do: 'begin', grant: number })
  }

  child.on('message', (message: FromWorker) => {
    if (message.news === 'ready') ready.resolve(message.description)
    else if (message.news === 'wants') void grant(message.grant, message.kind)
    else if (message.news === 'gives-back') {
      held.get(message.grant)?.[Symbol.dispose]()
      held.delete(message.grant)
    } else if (message.news === 'trace') {
      condition = message.condition
      listener.trace(message.cell, message.file)
    } else if (message.news === 'unit-over') {
      openUnits.delete(message.unit)
      listener.room()
    } else {
      const error = new SseCompatError(message.code, message.message, message)
      ready.reject(error)
      listener.failed(error)
    }
  })
  function end(how: string): void {
    if (hasEnded) return
    hasEnded = true
    unregister()
    for (const one of held.values()) one[Symbol.dispose]()
    held.clear()
    ended.resolve()
    const line =
      said
        .trim()
        .split('\n')
        .findLast((one) => /\bError\b/.test(one)) ?? ''
    ready.reject(new SseCompatError('worker-ended', `a worker process ended at its start: ${how}`, { advice: line }))
    if (!isEnding) listener.died(how, line)
  }
  child.once('error', (error) => end(error.message))
  child.once('exit', (code, signal) => end(signal === null ? `exit code ${code}` : `killed by ${signal}`))
  // The error reaches whoever awaits `ready`; without this, a later rejection would be unhandled.
  ready.promise.catch(() => {})

  async function dispose(): Promise<void> {
    isEnding = true
    send({ do: 'end' })
    const grace = new AbortController()
    await Promise.race([ended.promise, pause(PATIENCE, undefined, { signal: grace.signal }).catch(() => {})])
    grace.abort()
    // Processes that it started are ended by its own watchdog.
    if (!hasEnded) child.kill('SIGKILL')
    await ended.promise
  }
  const unregister = register({
    dispose,
    disposeNow: () => {
      isEnding = true
      child.kill('SIGKILL')
    },
  })
  send({ do: 'set-up', setUp })

  return {
    cells,
    units: openUnits,
    get condition() {
      return condition
    },
    ready: ready.promise,
    run(unit, { lasts = atMost, triesOf = () => 0 }, slots) {
      units += 1
      openUnits.add(units)
      for (const cell of unit) cells.set(cell.id, cell)
      send({ do: 'run', unit: units, cells: write(unit), lasts: unit.map(lasts), tries: unit.map(triesOf), slots })
    },
    [Symbol.asyncDispose]: dispose,
  }
}
