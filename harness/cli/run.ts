/** `sse-compat run`: runs a selection of test cases on real proxies, and writes the report. */
import { findBuilds } from '../builds/find-builds.ts'
import { adaptersOf, loadCatalog } from '../matrix/catalog.ts'
import { CACHE, COMMAND } from '../matrix/folders.ts'
import { type Choice, plan } from '../matrix/plan.ts'
import { skippedBy } from '../matrix/quick.ts'
import type { Report } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { controlsOf } from '../run/run-cases.ts'
import { shardOf } from '../run/shards.ts'
import { type Need, requireMachine } from '../runtimes/machine-limits.ts'
import type { Run } from '../verdict/assemble-report.ts'
import type { RunOptions } from './options.ts'
import { recordRun } from './record-run.ts'
import { teamFor } from './run-team.ts'
import { chooseRuntime, isQuick, isUnfiltered, type Selection, select } from './select.ts'

export interface Finished {
  readonly report: Report
  readonly folder: string
  /** Unavailable builds and unreadable profiles, one line each: the run is incomplete. */
  readonly missing: readonly string[]
}

/**
 * Measured for two profiles of each product: 1,400 open files and 1,800 threads, most of them Apache's. A thousand of the files
 * belong to the scenario `capacity`, of which two test cases run concurrently. A selection needs fewer threads.
 */
const NEED: Need = { files: 4096, processes: 1000 }

/**
 * @param command the command line, for the report
 * @throws SseCompatError if nothing can be run at all; any other problem is in the report
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
  const whole = plan(choice)
  const cells = options.shard === undefined ? whole.cells : shardOf(whole.cells, options.shard)
  const controls = options.shard === undefined ? whole.controls : controlsOf(cells)
  // With more machines than routes some machines have nothing to do, which is not an error.
  if (whole.cells.length === 0) {
    throw new SseCompatError('nothing-to-play', 'the selection has no test case that can run here', {
      advice: '`sse-compat list` shows what can run.',
    })
  }
  const { report, folder } = await recordRun({
    cells,
    controls,
    catalog,
    runtime: runtimeId,
    startTeam: (folder, cases) => teamFor({ ...options, runtime: runtimeId, catalog, folder, cases }),
    startedAt,
    builds: found.builds,
    command,
    reports: options.reports,
    parts: options.parts,
    profiles: notesOf(selection),
    unfiltered: isUnfiltered(options),
    ...(options.shard === undefined ? {} : { shard: options.shard }),
    ...(quick ? { skipped: skippedBy(choice, withAll(command)) } : {}),
    quiet: options.quiet === true,
    reportAtEnd: options.reportAtEnd === true,
    signal,
  })
  return { report, folder, missing }
}

/** `npm start` only passes on options after `--`. */
const withAll = (command: string): string => `${command === COMMAND.replace(/ --$/, '') ? COMMAND : command} --all`

const notesOf = ({ profiles }: Selection): Run['profiles'] =>
  profiles.map(({ proxy, id, title, why, source, file }) => ({ proxy, id, title, why, source, file }))
