/**
 * Compares `app` with `run`: an application that sends what the origin of `run` sends, behind the same profiles, and their
 * findings: `node bench/app/main.ts [--profile nginx/defaults …] [--framing chunked …]`. Exit code 1 for a difference.
 */
import { parseArgs } from 'node:util'
import pLimit from 'p-limit'
import type { Case } from '../../harness/app/cases.ts'
import { examineDirect } from '../../harness/app/direct.ts'
import { sendingFor } from '../../harness/app/examine.ts'
import { runProfile } from '../../harness/app/profile-run.ts'
import { readTarget } from '../../harness/app/target.ts'
import { findBuilds } from '../../harness/builds/find-builds.ts'
import { adaptersOf, loadCatalog, originFrom } from '../../harness/matrix/catalog.ts'
import { CACHE } from '../../harness/matrix/folders.ts'
import { plan } from '../../harness/matrix/plan.ts'
import type { Adapter, Ms, Profile } from '../../harness/model/index.ts'
import { runCases } from '../../harness/run/run-cases.ts'
import type { Slots } from '../../harness/run/scheduler.ts'
import { teamOfThisProcess } from '../../harness/run/team/this-process.ts'
import { startLocal } from '../../harness/runtimes/local.ts'
import { foundIn } from '../probe/differences.ts'
import { startApplication } from './application.ts'
import { seenByApp } from './of-app.ts'
import { seenByRun } from './of-run.ts'
import { compare, type Seen } from './seen.ts'

const FEW: Slots = { waiting: 6, timing: 2, heavy: 1, 'waiting, own': 2, 'timing, own': 1 }
type AppFraming = 'chunked' | 'close-delimited'
const WINDOW: Ms = 4000
const SCENARIOS = [
  'delivery',
  'resume',
  'truncation',
  'idle-cut',
  'client-leaves-silent',
  'shared-stream',
  'total-cap',
  'reload',
]
/** Only what `app` sends: a GET over HTTP/1.1 in cleartext, small events, and the origin's default Cache-Control. */
const AXES = { front: ['h1'], event: ['60'], method: ['GET'], cache: ['no-cache'], ending: ['fin'], within: ['300'] }

const { values } = parseArgs({
  options: {
    profile: { type: 'string', multiple: true, default: [] },
    framing: { type: 'string', multiple: true, default: ['chunked'] },
    scenario: { type: 'string', multiple: true, default: SCENARIOS },
    verbose: { type: 'boolean', default: false },
  },
})

const catalog = await loadCatalog()
const scenarios = catalog.scenarios.filter(({ id }) => values.scenario.includes(id))
const all = catalog.products.flatMap(({ profiles }) => profiles)
const { builds } = await findBuilds(adaptersOf(catalog.products), { runtime: 'local', cache: CACHE })
const originOf = originFrom(catalog.origins)
const adapterOf = (product: string): Adapter => {
  const adapter = adaptersOf(catalog.products).find((one) => one.product === product)
  if (adapter === undefined) throw new Error(`no adapter for ${product}`)
  return adapter
}
const nameOf = ({ proxy, id }: Profile): string => `${proxy}/${id}`
const chosen = all.filter(
  (one) =>
    one.hops === undefined &&
    one.upstream === undefined &&
    builds.some(({ product }) => product === one.proxy) &&
    (values.profile.length === 0 || values.profile.includes(nameOf(one))),
)
const signal = new AbortController().signal
let differ = 0

for (const profile of chosen) {
  for (const framing of values.framing as AppFraming[]) {
    const run = await byRun(profile, framing)
    const app = await byApp(profile, framing)
    const { compared, lines } = compare(framing === 'chunked' ? run : withoutAborts(run), app)
    differ += lines.length
    console.log(`${nameOf(profile)}, ${framing}: ${compared} findings compared, ${lines.length} differ`)
    for (const line of lines) console.log(`  ${line}`)
    if (values.verbose) console.log(JSON.stringify({ run, app }, null, 2))
  }
}
process.exit(differ === 0 ? 0 : 1)

/** `truncation` aborts chunked responses only. */
function withoutAborts(run: Seen): Seen {
  return Object.fromEntries(Object.entries(run).filter(([key]) => !key.startsWith('truncation')))
}

async function byRun(profile: Profile, framing: AppFraming): Promise<Seen> {
  await using runtime = await startLocal()
  const { cells, controls } = plan({
    scenarios,
    profiles: [profile],
    builds,
    runtime: 'local',
    axes: { ...AXES, origin: [framing] },
  })
  await using team = teamOfThisProcess({ runtime, adapterOf, originOf })
  const { traces } = await runCases({ cells, controls, team, signal, slots: FEW })
  const ids = cells.map(({ id }) => id)
  return seenByRun(
    foundIn(ids, traces, (id) => scenarios.find((scenario) => scenario.id === id)),
    traces,
  )
}

async function byApp(profile: Profile, framing: AppFraming): Promise<Seen> {
  await using runtime = await startLocal()
  await using application = await startApplication(framing, profile.originHeaders)
  const target = await readTarget(`http://127.0.0.1:${application.port}/events`, {
    method: undefined,
    data: undefined,
    header: [],
  })
  const limit = pLimit(2)
  const direct = await examineDirect({
    runtime,
    target,
    window: WINDOW,
    limit,
    parallel: 2,
    signal,
    onHead: () => {},
    trigger: undefined,
  })
  const build = builds.find(({ product }) => product === profile.proxy)
  if (build === undefined || direct.problem !== undefined) throw new Error(direct.problem ?? 'no build')
  const one: Case = { adapter: adapterOf(profile.proxy), build, profile }
  const { flow } = direct
  const sending = sendingFor(direct, WINDOW)
  const runner = {
    runtime,
    target,
    flow,
    sending,
    limit,
    beside: pLimit(6),
    profiles: pLimit(1),
    waits: pLimit(2),
    signal,
  }
  return seenByApp(await runProfile(runner, one))
}
