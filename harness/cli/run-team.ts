/** Selects how test cases of a run are run: by worker processes, or by this process where there are few test cases. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { adaptersOf, type Catalog, originFrom } from '../matrix/catalog.ts'
import type { Runtime, RuntimeId } from '../model/index.ts'
import { writeEvidence } from '../run/report-folder.ts'
import type { Team } from '../run/team/team.ts'
import { type ThisProcessOptions, teamOfThisProcess } from '../run/team/this-process.ts'
import { keepMemorySmall } from '../run/team/worker-memory.ts'
import { startWorkers } from '../run/team/worker-team.ts'
import { startDocker } from '../runtimes/docker.ts'
import { startLocal } from '../runtimes/local.ts'
import type { RunOptions } from './options.ts'

/** A worker needs a second of CPU time to start: fewer test cases than this finish sooner in this process. */
const FEW_CASES = 60

export interface TeamOptions extends Pick<RunOptions, 'network' | 'parts' | 'workers'> {
  readonly runtime: RuntimeId
  readonly catalog: Catalog
  /** The run's folder. */
  readonly folder: string
  /** Number of test cases. */
  readonly cases: number
}

/**
 * Cores for the proxies and this process, which judges, besides the workers. Measured on two cores with 10,308 test cases: this process
 * alone took 211 s and stalled for 7 % of them, with one worker 171 s and 3 %, with two 227 s and 9 %.
 */
const CORES_OF_OTHERS = 1

/** Traces, configurations and logs are written to the run's folder. */
export const keptIn = (folder: string): Required<Pick<ThisProcessOptions, 'traces' | 'onEnd'>> => ({
  traces: join(folder, 'traces'),
  onEnd: (evidence) => writeEvidence(folder, evidence),
})

/** Disposing of it also disposes of its runtime. */
export async function teamFor(wanted: TeamOptions): Promise<Team> {
  const { runtime: id, network, parts, catalog, folder, cases } = wanted
  const workers = wanted.workers ?? (cases < FEW_CASES ? 0 : Math.max(1, availableParallelism() - CORES_OF_OTHERS))
  if (workers > 0) {
    // This process measures nothing then.
    keepMemorySmall()
    const where = { runtime: id, ...(network === undefined ? {} : { network }) }
    return startWorkers({ ...where, count: workers, parts, traces: join(folder, 'traces'), evidence: folder })
  }
  const runtime = await startRuntime(id, network)
  const team = teamOfThisProcess({
    runtime,
    originOf: originFrom(catalog.origins),
    adapterOf: (product) => {
      const one = adaptersOf(catalog.products).find((adapter) => adapter.product === product)
      if (one === undefined) throw new Error(`no adapter for ${product}`)
      return one
    },
    ...keptIn(folder),
  })
  let disposal: Promise<void> | undefined
  async function dispose(): Promise<void> {
    await team[Symbol.asyncDispose]()
    await runtime[Symbol.asyncDispose]()
  }
  return {
    ...team,
    [Symbol.asyncDispose]() {
      disposal ??= dispose()
      return disposal
    },
  }
}

const startRuntime = (id: RuntimeId, network: RunOptions['network']): Promise<Runtime> =>
  id === 'local' ? startLocal() : startDocker(network === undefined ? {} : { network })
