/** Runs test cases, and writes the run's folder and its report: for `run`, and for `probe` through a chain. */
import { cpus, release, type as systemType } from 'node:os'
import { resolve } from 'node:path'
import type { Catalog } from '../matrix/catalog.ts'
import { toolVersion } from '../matrix/tool-version.ts'
import type {
  BuildFacts,
  ControlCase,
  Environment,
  Ms,
  Report,
  RouteCase,
  RuntimeId,
  Shard,
  Skipped,
} from '../model/index.ts'
import { catalogDigest } from '../run/catalog-digest.ts'
import { expectationsOf } from '../run/catalog-expectations.ts'
import { cpuTime } from '../run/cpu-time.ts'
import { NO_TIMING } from '../run/no-timing.ts'
import { makeRunFolder, writeRun } from '../run/report-folder.ts'
import { startReportWriter } from '../run/report-writer.ts'
import { runCases } from '../run/run-cases.ts'
import type { Slots } from '../run/scheduler.ts'
import { lastsByExpectation } from '../run/start-order.ts'
import type { Team } from '../run/team/team.ts'
import { columnsOf } from '../terminal/columns.ts'
import type { Run } from '../verdict/assemble-report.ts'
import { type Progress, startProgress } from './progress.ts'
import { expectedTime, headerLines, longestOf } from './run-header.ts'

/** The longest delay of a timer. */
const NEVER: Ms = 2 ** 31 - 1

export interface RecordOptions {
  readonly cells: readonly RouteCase[]
  readonly controls: readonly ControlCase[]
  readonly catalog: Catalog
  readonly runtime: RuntimeId
  /** Starts who runs them; its traces, configurations and logs go to the run's folder. */
  readonly startTeam: (folder: string, cases: number) => Promise<Team>
  /** Default: as many at a time as this machine bears. */
  readonly slots?: Slots
  readonly startedAt: Date
  readonly builds: readonly BuildFacts[]
  /** What was typed, for the report. */
  readonly command: string
  /** Folder of runs. */
  readonly reports: string
  /** Folders with which the catalog was loaded. */
  readonly parts: readonly string[]
  readonly profiles: Run['profiles']
  /** The whole catalog is planned. */
  readonly unfiltered: boolean
  readonly skipped?: Skipped
  /** Which part of the test cases it is, where several machines share them. */
  readonly shard?: Shard
  readonly quiet: boolean
  /** No report while the run goes on. */
  readonly reportAtEnd: boolean
  readonly signal: AbortSignal
}

export async function recordRun(options: RecordOptions): Promise<{ readonly report: Report; readonly folder: string }> {
  const { cells, controls, catalog, runtime, builds, startedAt, command, signal } = options
  const cases = cells.length + controls.length
  const { id, folder } = await makeRunFolder(resolve(options.reports), startedAt)
  await using team = await options.startTeam(folder, cases)
  const environment = environmentOf(runtime, team.description, builds, startedAt, command)
  const started: Run = {
    id,
    environment,
    timing: NO_TIMING,
    profiles: options.profiles,
    interrupted: true,
    planned: cells.length,
    unfiltered: options.unfiltered,
    catalog: catalogDigest(catalog),
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    ...(options.skipped === undefined ? {} : { skipped: options.skipped }),
  }
  // Written first: if this process is killed, the recorded traces can still be judged.
  await writeRun(folder, started)
  const before = cpuTime()
  const longest = longestOf([...new Set(cells.map(({ scenario }) => scenario))], runtime)
  const expected = expectedTime(cases, cpus().length, longest)
  if (!options.quiet) {
    const configurations = new Set(cells.map(({ profile }) => profile)).size
    const scenarios = new Set(cells.map(({ scenario }) => scenario)).size
    const header = { ...environment, configurations, scenarios, cases: cells.length, expected }
    for (const line of headerLines(header, columnsOf(process.stderr))) process.stderr.write(`${line}\n`)
  }
  const progress = startProgress({
    total: cells.length,
    controls: controls.length,
    expected,
    stream: process.stderr,
    quiet: options.quiet,
  })
  using _ = { [Symbol.dispose]: () => progress.done() }
  const beganAt = performance.now()
  let recorded = 0
  using writer = startReportWriter({
    folder,
    catalog,
    parts: options.parts,
    ...(options.reportAtEnd ? { first: NEVER } : {}),
    soFar: () => ({
      ...started,
      running: true,
      timing: { ...NO_TIMING, wall: performance.now() - beganAt, cells: recorded },
    }),
  })
  const onRecord = (): void => {
    recorded += 1
  }
  const { timing } = await run(options, team, progress, onRecord)
  progress.tested(timing.wall)
  // What still runs is written down as it ends, before the report is.
  await team[Symbol.asyncDispose]()
  const cpu = cpuTime() - before
  const thread = team.busiestThread()
  // The lower bound includes CPU time per core, and the CPU time of the single main thread.
  const lowerBound = Math.max(timing.lowerBound, cpu / cpus().length, thread)
  const ended: Run = { ...started, timing: { ...timing, cpu, lowerBound }, interrupted: signal.aborted }
  await writeRun(folder, ended)
  return { report: await writer.finish(ended, progress.step), folder }
}

function run(
  { cells, controls, catalog, slots, signal }: RecordOptions,
  team: Team,
  progress: Progress,
  onRecord: () => void,
): ReturnType<typeof runCases> {
  return runCases({
    cells,
    controls,
    team,
    signal,
    lasts: lastsByExpectation(expectationsOf(catalog)),
    ...(slots === undefined ? {} : { slots }),
    onTrace(trace) {
      onRecord()
      progress.cell(trace.question, trace.took, trace.earlierTries > 0)
    },
    onDoubt: () => progress.doubt(),
    onRetryAtOnce: () => progress.again(),
    onRetries: (more) => progress.more(more),
    onNote: (line) => progress.note(line),
  })
}

function environmentOf(
  runtime: RuntimeId,
  network: string,
  builds: readonly BuildFacts[],
  startedAt: Date,
  command: string,
): Environment {
  return {
    startedAt: startedAt.toISOString(),
    tool: toolVersion(),
    node: process.version,
    system: `${systemType()} ${release()} ${process.arch}`,
    cores: cpus().length,
    runtime,
    network,
    builds: builds.map(({ id, product, version, origin }) => ({ id, product, version, origin })),
    command,
  }
}
