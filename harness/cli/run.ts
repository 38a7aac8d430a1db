/** `sse-compat run`: runs a selection of test cases on real proxies, and writes the report. */
import { cpus, release, type as systemType } from 'node:os'
import { join, resolve } from 'node:path'
import { findBuilds } from '../builds/find-builds.ts'
import { adaptersOf, type Catalog, loadCatalog, originFrom } from '../matrix/catalog.ts'
import { CACHE, COMMAND } from '../matrix/folders.ts'
import { type Choice, plan } from '../matrix/plan.ts'
import { skippedBy } from '../matrix/quick.ts'
import { toolVersion } from '../matrix/tool-version.ts'
import type { BuildFacts, ControlCase, Environment, Ms, Report, RouteCase, Runtime, RuntimeId } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { cpuTime, threadTime } from '../run/cpu-time.ts'
import { NO_TIMING } from '../run/no-timing.ts'
import { makeRunFolder, writeEvidence, writeRun } from '../run/report-folder.ts'
import { startReportWriter } from '../run/report-writer.ts'
import { playRun } from '../run/run-cases.ts'
import { startDocker } from '../runtimes/docker.ts'
import { startLocal } from '../runtimes/local.ts'
import { type Need, requireMachine } from '../runtimes/machine-limits.ts'
import { columnsOf } from '../terminal/columns.ts'
import { writeTrace } from '../trace/trace-files.ts'
import type { Run } from '../verdict/assemble-report.ts'
import type { RunOptions } from './options.ts'
import { type Progress, startProgress } from './progress.ts'
import { expectedTime, headerLines } from './run-header.ts'
import { chooseRuntime, isQuick, isUnfiltered, type Selection, select } from './select.ts'

export interface Finished {
  readonly report: Report
  readonly folder: string
  /** Unavailable builds and unreadable profiles, one line each: the work is incomplete. */
  readonly missing: readonly string[]
}

/**
 * Measured for two profiles of each product: 1,400 open files and 1,800 threads, most of them Apache's. A thousand of the files
 * belong to the scenario `capacity`, of which two run at a time. A selection needs fewer threads.
 */
const NEED: Need = { files: 4096, processes: 1000 }

/** The longest delay of a timer. */
const NEVER: Ms = 2 ** 31 - 1

/**
 * @param command what was typed, for the report
 * @throws SseCompatError if nothing can be run at all; anything else is in the report
 */
export async function run(options: RunOptions, command: string, signal: AbortSignal): Promise<Finished> {
  requireMachine(NEED)
  const catalog = await loadCatalog(options.parts)
  const selection = select(catalog, options)
  const runtimeId = await chooseRuntime(options.runtime)
  const startedAt = new Date()
  const note = (line: string): void => void process.stderr.write(`${line}\n`)
  const adapters = adaptersOf(selection.products)
  const found = await findBuilds(adapters, {
    runtime: runtimeId,
    cache: CACHE,
    builds: [...options.builds],
    onProgress: note,
  })
  const missing = [
    ...found.missing.map(
      ({ product, wanted, why, advice }) => `${wanted === '' ? product : `${product}, ${wanted}`}: ${why}. ${advice}`,
    ),
    ...selection.products.flatMap(({ unreadable }) => unreadable),
  ]
  for (const line of missing) note(line)
  const quick = isQuick(options)
  const choice: Choice = { ...selection, builds: found.builds, runtime: runtimeId, axes: options.axis, quick }
  const { cells, controls } = plan(choice)
  if (cells.length === 0) {
    throw new SseCompatError('nothing-to-play', 'the selection has no test case that can run here', {
      advice: '`sse-compat list` shows what can run.',
    })
  }
  const { id, folder } = await makeRunFolder(resolve(options.reports), startedAt)
  await using runtime = await startRuntime(runtimeId, options.network)
  const environment = environmentOf(runtime, found.builds, startedAt, command)
  const started: Run = {
    id,
    environment,
    timing: NO_TIMING,
    profiles: notesOf(selection),
    interrupted: true,
    planned: cells.length,
    unfiltered: isUnfiltered(options),
    ...(quick ? { skipped: skippedBy(choice, withAll(command)) } : {}),
  }
  // Written first: if this process is killed, the recorded traces can still be judged.
  await writeRun(folder, started)
  const before = cpuTime()
  const threadBefore = threadTime()
  const cases = cells.length + controls.length
  const longest = Math.max(0, ...cells.map(({ scenario }) => scenario.longest))
  const expected = expectedTime(cases, cpus().length, longest)
  if (!options.quiet) {
    const configurations = new Set(cells.map(({ profile }) => profile)).size
    const scenarios = new Set(cells.map(({ scenario }) => scenario)).size
    const header = { ...environment, configurations, scenarios, cases, expected }
    for (const line of headerLines(header, columnsOf(process.stderr))) note(line)
  }
  const progress = startProgress({
    total: cases,
    expected,
    stream: process.stderr,
    quiet: options.quiet === true,
  })
  using _ = { [Symbol.dispose]: () => progress.done() }
  const beganAt = performance.now()
  let recorded = 0
  using writer = startReportWriter({
    folder,
    catalog,
    parts: options.parts,
    ...(options.reportAtEnd === true ? { first: NEVER } : {}),
    soFar: () => ({
      ...started,
      running: true,
      timing: { ...NO_TIMING, wall: performance.now() - beganAt, cells: recorded },
    }),
  })
  const onRecord = (): void => {
    recorded += 1
  }
  const { timing } = await play({ cells, controls, catalog, runtime, folder, signal, progress, onRecord })
  const cpu = cpuTime() - before
  const thread = threadTime() - threadBefore
  // The lower bound includes CPU time per core, and the CPU time of the single main thread.
  const lowerBound = Math.max(timing.lowerBound, cpu / cpus().length, thread)
  const ended: Run = { ...started, timing: { ...timing, cpu, lowerBound }, interrupted: signal.aborted }
  await writeRun(folder, ended)
  return { report: await writer.finish(ended, progress.step), folder, missing }
}

/** `npm start` passes options on behind `--` only. */
const withAll = (command: string): string => `${command === COMMAND.replace(/ --$/, '') ? COMMAND : command} --all`

const startRuntime = (id: RuntimeId, network: RunOptions['network']): Promise<Runtime> =>
  id === 'local' ? startLocal() : startDocker(network === undefined ? {} : { network })

interface PlayOptions {
  readonly cells: readonly RouteCase[]
  readonly controls: readonly ControlCase[]
  readonly catalog: Catalog
  readonly runtime: Runtime
  readonly folder: string
  readonly signal: AbortSignal
  readonly progress: Progress
  onRecord(): void
}

function play(options: PlayOptions): ReturnType<typeof playRun> {
  const { cells, controls, catalog, runtime, folder, signal, progress, onRecord } = options
  return playRun({
    cells,
    controls,
    runtime,
    signal,
    originOf: originFrom(catalog.origins),
    adapterOf: (product) => {
      const one = adaptersOf(catalog.products).find((adapter) => adapter.product === product)
      if (one === undefined) throw new Error(`no adapter for ${product}`)
      return one
    },
    async onTrace(trace) {
      await writeTrace(join(folder, 'traces'), trace)
      onRecord()
      progress.cell(trace.question, trace.took)
    },
    onDoubt: () => progress.doubt(),
    onAgain: (more) => progress.more(more),
    onEnd: (evidence) => writeEvidence(folder, evidence),
  })
}

const notesOf = ({ profiles }: Selection): Run['profiles'] =>
  profiles.map(({ proxy, id, title, why, source, file }) => ({ proxy, id, title, why, source, file }))

function environmentOf(runtime: Runtime, builds: readonly BuildFacts[], startedAt: Date, command: string): Environment {
  return {
    startedAt: startedAt.toISOString(),
    tool: toolVersion(),
    node: process.version,
    system: `${systemType()} ${release()} ${process.arch}`,
    cores: cpus().length,
    runtime: runtime.id,
    network: runtime.description,
    builds: builds.map(({ id, product, version, origin }) => ({ id, product, version, origin })),
    command,
  }
}
