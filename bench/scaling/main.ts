/**
 * Simulates a run of everything with more workers, or split over more machines, from the mean durations that shards are weighed
 * with: `node bench/scaling/main.ts [--cpu <ms a test case>]`. It runs no proxy.
 */
import { parseArgs } from 'node:util'
import { findBuilds } from '../../harness/builds/find-builds.ts'
import { adaptersOf, loadCatalog } from '../../harness/matrix/catalog.ts'
import { CACHE } from '../../harness/matrix/folders.ts'
import { plan } from '../../harness/matrix/plan.ts'
import type { Cell, Ms, RouteCase } from '../../harness/model/index.ts'
import { MS_OF_SCENARIO, OTHER_SCENARIO, PROCESSOR_MS } from '../../harness/run/case-durations.ts'
import { poolOf } from '../../harness/run/scheduler.ts'
import { shardOf } from '../../harness/run/shards.ts'
import { unitsOf } from '../../harness/run/start-order.ts'
import { heavyAtOnce, shareOf } from '../../harness/run/team/units.ts'
import { type SimulatedRun, type Slots, simulate, type Units } from './simulate.ts'

const COUNTS = [1, 2, 4, 8, 32]
const CORES_OF_A_MACHINE = 2

const { values } = parseArgs({ options: { cpu: { type: 'string', default: String(PROCESSOR_MS) } } })
const cpu: Ms = Number(values.cpu)
const catalog = await loadCatalog()
const { builds } = await findBuilds(adaptersOf(catalog.products), { runtime: 'local', cache: CACHE })
const profiles = catalog.products.flatMap((product) => product.profiles)
const { cells } = plan({ scenarios: catalog.scenarios, profiles, hops: profiles, builds, runtime: 'local' })

const simulated = (some: readonly Cell[]): Units =>
  unitsOf(some).map((unit) =>
    unit.map((cell) => ({
      id: cell.id,
      pool: poolOf(cell),
      took: MS_OF_SCENARIO[cell.scenario.id] ?? OTHER_SCENARIO,
      cpu,
    })),
  )

/** Heavy test cases are limited on the whole machine. */
function slotsOf(workers: number, cores: number): Slots {
  const { heavy: _, ...each } = shareOf(workers, undefined, cores)
  return { each, together: { heavy: heavyAtOnce(workers, undefined, cores) } }
}

const withWorkers = (count: number): SimulatedRun =>
  simulate(
    simulated(cells),
    count,
    Math.max(count, CORES_OF_A_MACHINE),
    slotsOf(count, Math.max(count, CORES_OF_A_MACHINE)),
  )

/** The shard that ends last. */
function withShards(count: number): SimulatedRun {
  const runs = Array.from({ length: count }, (_, n) => shardOf(cells as RouteCase[], { index: n + 1, count })).map(
    (mine) => simulate(simulated(mine), 1, CORES_OF_A_MACHINE, slotsOf(1, CORES_OF_A_MACHINE)),
  )
  return runs.reduce((slowest, one) => (one.wall > slowest.wall ? one : slowest))
}

const seconds = (ms: Ms): number => Number((ms / 1000).toFixed(1))

function rowsFor(ways: string, run: (count: number) => SimulatedRun) {
  const [alone = 0] = COUNTS.map((count) => run(count).wall)
  return COUNTS.map((count) => {
    const { wall, boundBy, last } = run(count)
    return {
      ways,
      count,
      'wall, s': seconds(wall),
      'times faster': Number((alone / wall).toFixed(1)),
      'bound by': boundBy,
      'ends last': last?.id ?? '',
    }
  })
}

console.log(`${cells.length} test cases, ${cpu} ms of processor time each, from mean durations of their scenarios`)
console.table([
  ...rowsFor('workers, one core each', withWorkers),
  ...rowsFor(`machines of ${CORES_OF_A_MACHINE} cores`, withShards),
])
