/**
 * Compares a probe of a lab with a run that scripts the origin locally: runs both through the same real proxies, and compares
 * classes and numbers (bytes within 6 %, times within 10 % or 250 ms): `node bench/probe/main.ts [--profile nginx/defaults …]
 * [--front h1 …] [--scenario delivery …]`; without `--scenario` every one that needs neither minutes nor hundreds of streams. What differs,
 * or only one of the two could judge, runs once more, one test case at a time, since a busy machine can make one of two runs late: exit code 1
 * where it differs again.
 */
import { parseArgs } from 'node:util'
import { findBuilds } from '../../harness/builds/find-builds.ts'
import { createClockMap } from '../../harness/lab/clock-map.ts'
import { createControl, type LabTarget } from '../../harness/lab/control.ts'
import { labPlan } from '../../harness/lab/lab-cases.ts'
import { openRemoteOrigin } from '../../harness/lab/remote-origin.ts'
import { CHAIN_ADAPTER, remoteRuntime } from '../../harness/lab/remote-runtime.ts'
import { adaptersOf, loadCatalog, originFrom } from '../../harness/matrix/catalog.ts'
import { CACHE } from '../../harness/matrix/folders.ts'
import { plan } from '../../harness/matrix/plan.ts'
import type { Adapter, Front, Profile, RouteCase, Runtime, Scenario, Trace } from '../../harness/model/index.ts'
import { runCases } from '../../harness/run/run-cases.ts'
import type { Slots } from '../../harness/run/scheduler.ts'
import { teamOfThisProcess } from '../../harness/run/team/this-process.ts'
import { makeCertificate } from '../../harness/runtimes/certificates.ts'
import { startLocal } from '../../harness/runtimes/local.ts'
import { startServer } from '../../servers/app/server.ts'
import { createLab } from '../../servers/lab/lab.ts'
import { differences, type Found, foundIn, keyOf } from './differences.ts'

const TOKEN = 'a token for this comparison only'
const FEW: Slots = { waiting: 8, timing: 3, heavy: 1, 'waiting, own': 2, 'timing, own': 1 }
const ONE: Slots = { waiting: 1, timing: 1, heavy: 1, 'waiting, own': 1, 'timing, own': 1 }

const { values } = parseArgs({
  options: {
    profile: {
      type: 'string',
      multiple: true,
      default: ['nginx/defaults', 'nginx/recommended', 'apache/recommended', 'chain/nginx-buffering-before-apache'],
    },
    front: { type: 'string', multiple: true, default: ['h1', 'h1+tls', 'h2+tls'] },
    scenario: { type: 'string', multiple: true },
  },
})

const catalog = await loadCatalog()
const everyScenario = catalog.scenarios.filter(({ id }) => values.scenario?.includes(id) ?? true)
const all = catalog.products.flatMap(({ profiles }) => profiles)
const { builds } = await findBuilds(adaptersOf(catalog.products), { runtime: 'local', cache: CACHE })
const adapterOf = (product: string): Adapter => {
  const adapter = adaptersOf(catalog.products).find((one) => one.product === product)
  if (adapter === undefined) throw new Error(`no adapter for ${product}`)
  return adapter
}
const originOf = originFrom(catalog.origins)
const signal = new AbortController().signal
let differ = 0

for (const name of values.profile) {
  const profile = all.find(({ proxy, id }) => `${proxy}/${id}` === name)
  if (profile === undefined) throw new Error(`there is no profile ${name}`)
  for (const front of values.front as Front[]) {
    const first = await compare(profile, front, everyScenario, FEW)
    const doubted = everyScenario.filter(({ id }) => first.lines.some((line) => line.startsWith(`${id}/`)))
    const again = doubted.length === 0 ? undefined : await compare(profile, front, doubted, ONE)
    const lines = (again?.lines ?? []).filter((line) => first.lines.some((one) => keyOf(one) === keyOf(line)))
    differ += lines.length
    console.log(
      `${name} ${front}: ${first.compared} findings compared, ${first.lines.length} differ, ${lines.length} of them again`,
    )
    for (const line of lines) console.log(`  ${line}`)
    const once = first.lines.filter((line) => !lines.some((other) => keyOf(other) === keyOf(line)))
    for (const line of once) console.log(`  not when its scenario runs alone: ${line}`)
  }
}
process.exit(differ === 0 ? 0 : 1)

interface Compared {
  readonly compared: number
  readonly lines: readonly string[]
}

async function compare(
  profile: Profile,
  front: Front,
  scenarios: readonly Scenario[],
  slots: Slots,
): Promise<Compared> {
  await using runtime = await startLocal()
  const way: Way = { runtime, profile, front, scenarios, slots }
  const near = await fromBeside(way)
  // As in a run: a scenario with a proxy of its own finds the sizes of the configuration, the others more than they need.
  const [own, shared] = [true, false].map((isOwn) => scenarios.filter(({ proxy }) => (proxy === 'own') === isOwn))
  const far = new Map([
    ...(await fromOutside({ ...way, scenarios: shared ?? [] }, false)),
    ...(await fromOutside({ ...way, scenarios: own ?? [] }, true)),
  ])
  const compared = [...near.keys()].filter((key) => far.has(key)).length
  return { compared, lines: differences(near, far, productsOf(profile)) }
}

function productsOf({ proxy, hops }: Profile): readonly string[] {
  return hops?.map((name) => name.split('/')[0] ?? '') ?? [proxy]
}

interface Way {
  readonly runtime: Runtime
  readonly profile: Profile
  readonly front: Front
  readonly scenarios: readonly Scenario[]
  readonly slots: Slots
}

async function fromBeside({ runtime, profile, front, scenarios, slots }: Way): Promise<Found> {
  const axes = { front: [front] }
  const { cells, controls } = plan({ scenarios, profiles: [profile], hops: all, builds, runtime: 'local', axes })
  const mine = cells.filter((cell) => cell.profile.id === profile.id && cell.profile.proxy === profile.proxy)
  await using team = teamOfThisProcess({ runtime, adapterOf, originOf })
  const { traces } = await runCases({ cells: mine, controls, team, signal, slots })
  return found(scenarios, mine, traces)
}

/** The same proxies with a lab as the origin; the control messages go through the proxies as well. */
async function fromOutside({ runtime, profile, front, scenarios, slots }: Way, ownSizes: boolean): Promise<Found> {
  const choice = {
    scenario: values.scenario ?? [],
    capacity: true,
    long: false,
    all: true,
    fronts: [front] as [Front],
  }
  const { cells, controls } = labPlan(scenarios, choice)
  if (cells.length === 0) return new Map()
  const { bind, reachedAt } = await runtime.originSite()
  await using server = await startServer(
    { host: bind, port: 0, logLevel: 'silent' },
    () => {},
    () => createLab({ token: TOKEN, log: () => {} }),
  )
  let backend = reachedAt(Number(new URL(server.url).port))
  const certificate = front === 'h1' ? undefined : await makeCertificate()
  await using proxies = new AsyncDisposableStack()
  const hops = profile.hops?.map((name) => all.find(({ proxy, id }) => `${proxy}/${id}` === name)) ?? [profile]
  let target: LabTarget | undefined
  for (const [n, hop] of [...hops.entries()].reverse()) {
    const build = builds.find(({ product }) => product === hop?.proxy)
    if (hop === undefined || build === undefined) throw new Error(`no build of ${hop?.proxy}`)
    const tls = n === 0 && certificate !== undefined ? { tls: certificate } : {}
    const options = hop.options === undefined ? {} : { options: hop.options }
    const name = `${hop.proxy}/${hop.id}`
    const started = await runtime.start({
      adapter: adapterOf(hop.proxy),
      build,
      config: hop.config,
      backend,
      name,
      ownSizes,
      ...options,
      ...tls,
    })
    if ('failure' in started) throw new Error(started.message)
    proxies.use(started.instance)
    backend = started.instance.address
    const { host, port } = backend
    target = {
      url: `the proxy at ${host}:${port}`,
      address: backend,
      host: started.prepared.host || `${host}:${port}`,
      target: started.prepared.path,
      isTls: certificate !== undefined,
      tls: certificate && { authority: certificate.authority, serverName: 'sse-compat.test' },
    }
  }
  if (target === undefined) throw new Error('a chain without a hop')
  const clock = createClockMap()
  const control = createControl({ target, token: TOKEN, headers: [], clock })
  await using origin = await openRemoteOrigin(control, clock)
  const shared = { ...origin, [Symbol.asyncDispose]: async () => {} }
  await using team = teamOfThisProcess({
    runtime: remoteRuntime(target, origin),
    adapterOf: () => CHAIN_ADAPTER,
    originOf: (cell) =>
      cell.kind === 'control' ? originOf(cell) : { id: 'lab', title: '', start: async () => shared },
  })
  const { traces } = await runCases({ cells, controls, team, signal, slots })
  control.close()
  return found(scenarios, cells, traces)
}

function found(scenarios: readonly Scenario[], cells: readonly RouteCase[], traces: readonly Trace[]): Found {
  const scenarioOf = new Map<string, Scenario>(scenarios.map((scenario) => [scenario.id, scenario]))
  return foundIn(
    cells.map(({ id }) => id),
    traces,
    (id) => scenarioOf.get(id),
  )
}
