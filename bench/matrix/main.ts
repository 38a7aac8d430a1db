/**
 * Measures whether each additional profile costs the same: runs 8, 16, 32 … copies of the recommended profiles, twice each and
 * interleaved, and prints the cost of one more profile: `node bench/matrix/main.ts [--profiles 8,16,32,64] [--scenario
 * delivery]`.
 */
import { parseArgs } from 'node:util'
import { findBuilds } from '../../harness/builds/find-builds.ts'
import { adaptersOf, loadCatalog, originFrom } from '../../harness/matrix/catalog.ts'
import { CACHE } from '../../harness/matrix/folders.ts'
import { plan } from '../../harness/matrix/plan.ts'
import type { Adapter, Profile, Scenario } from '../../harness/model/index.ts'
import { cpuTime } from '../../harness/run/cpu-time.ts'
import { runCases } from '../../harness/run/run-cases.ts'
import { teamOfThisProcess } from '../../harness/run/team/this-process.ts'
import { startLocal } from '../../harness/runtimes/local.ts'

const ROUNDS = 2

const { values } = parseArgs({
  options: {
    profiles: { type: 'string', default: '8,16,32,64' },
    scenario: { type: 'string', multiple: true, default: ['delivery', 'resume'] },
  },
})
const sizes = values.profiles.split(',').map(Number)
const catalog = await loadCatalog()
const scenarios = catalog.scenarios.filter(({ id }) => values.scenario.includes(id))
const adapters = adaptersOf(catalog.products)
const originals = catalog.products.flatMap(({ profiles }) =>
  profiles.filter(({ id, hops }) => id === 'recommended' && hops === undefined),
)
const { builds } = await findBuilds(adapters, { runtime: 'local', cache: CACHE })

/** Copies are separate profiles, so each gets its own proxy. */
const copies = (many: number): Profile[] =>
  Array.from({ length: many }, (_, n) => {
    const original = originals[n % originals.length]
    if (original === undefined) throw new Error('there is no profile "recommended"')
    return { ...original, id: `recommended-${n + 1}` }
  })

interface Cost {
  readonly cells: number
  readonly cpu: number
  readonly wall: number
}

async function costOf(many: number, chosen: readonly Scenario[]): Promise<Cost> {
  const { cells, controls } = plan({ scenarios: chosen, profiles: copies(many), builds, runtime: 'local' })
  await using runtime = await startLocal()
  const cpu = cpuTime()
  const startedAt = performance.now()
  await using team = teamOfThisProcess({
    originOf: originFrom(catalog.origins),
    runtime,
    adapterOf: (product) => adapters.find((one) => one.product === product) as Adapter,
  })
  await runCases({ cells, controls, team, signal: new AbortController().signal })
  return { cells: cells.length, cpu: cpuTime() - cpu, wall: performance.now() - startedAt }
}

const found = new Map<number, Cost[]>()
for (let round = 1; round <= ROUNDS; round += 1) {
  for (const many of sizes) {
    const cost = await costOf(many, scenarios)
    found.set(many, [...(found.get(many) ?? []), cost])
    process.stderr.write(`round ${round}: ${many} profiles, ${cost.cells} cells, ${Math.round(cost.wall)} ms\n`)
  }
}

const least = (costs: readonly Cost[], key: 'cpu' | 'wall'): number => Math.min(...costs.map((cost) => cost[key]))
let before = { many: 0, cpu: 0 }
const rows = [...found].map(([many, costs]) => {
  const cpu = least(costs, 'cpu')
  const further = (cpu - before.cpu) / (many - before.many)
  before = { many, cpu }
  return {
    profiles: many,
    cells: costs[0]?.cells ?? 0,
    'wall, s': Number((least(costs, 'wall') / 1000).toFixed(1)),
    'cpu a cell, ms': Number((cpu / (costs[0]?.cells ?? 1)).toFixed(1)),
    'cpu a further profile, ms': Math.round(further),
  }
})
console.table(rows)
process.exit()
