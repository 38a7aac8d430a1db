/** One check of a configuration: read, played on each of its routes, explained, and fixed where that is asked for. */
import pLimit from 'p-limit'
import { loadCatalog } from '../../catalog.ts'
import { type Intake, readIntake } from '../../intake/read.ts'
import type {
  Adapter,
  ConfigTree,
  PrepareOptions,
  Profile,
  ProxiedRoute,
  Runtime,
  RuntimeId,
  Scenario,
  Site,
} from '../../model.ts'
import { SseCompatError } from '../../model.ts'
import { keepSecret } from '../../redact.ts'
import { startDocker } from '../../runtimes/docker.ts'
import { startLocal } from '../../runtimes/local.ts'
import { toolVersion } from '../version.ts'
import { askedOf, leftOut } from './asked.ts'
import { type ChosenBuild, chooseBuild } from './build.ts'
import { createLab } from './lab.ts'
import type { CheckOptions } from './options.ts'
import type { CheckReport, RouteReport } from './report.ts'
import { examineInRounds } from './rounds.ts'

/** Each route is played for itself; more at once would only make each slower. */
const ROUTES_AT_ONCE = 3

/** For what is only read. */
const NOWHERE: Site = {
  listen: { host: '127.0.0.1', port: 1 },
  backend: { host: '127.0.0.1', port: 2 },
  directory: '/nowhere',
  asRoot: false,
}

export interface Checked {
  readonly report: CheckReport
  readonly given: Intake
}

/** @throws SseCompatError where nothing can be played at all; anything else is in the report */
export async function checkOnce(
  config: string,
  options: CheckOptions,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<Checked> {
  const started = performance.now()
  const startedAt = new Date().toISOString()
  for (const [, value] of options.header) keepSecret(value)
  const catalog = await loadCatalog()
  const adapters = catalog.products.flatMap(({ adapter }) => (adapter === undefined ? [] : [adapter]))
  const given = readIntake(config, { adapters, values: options.env })
  const product = catalog.products.find(({ id }) => id === given.product)
  const { adapter, remedies } = product ?? {}
  if (adapter === undefined || remedies === undefined) {
    throw new SseCompatError('bad-config', `a configuration of ${given.product} cannot be checked yet`, {
      where: config,
    })
  }
  const chosen = await chooseBuild(adapter, options.build, tell)
  const { build } = chosen
  const originals = originalsOf(given)
  const routes = routesOf(given.config, adapter, chosen, options)
  tell(
    `${adapter.title} ${build.version}: ${routes.map(({ host, path, target }) => `${host}${path} → ${target}`).join(', ')}`,
  )

  await using runtime = await startRuntime(chosen.runtime)
  const limit = pLimit(ROUTES_AT_ONCE)
  const examined = await Promise.all(
    routes.map((route, index) =>
      limit(async () => {
        const profile = profileOf(given, route, index, options)
        const scenarios = askedOf(catalog.scenarios, options.all)
        await using lab = createLab({ runtime, adapter, build, scenarios, axes: { front: frontsOf(route) }, signal })
        const situation = { config: given.config, build, tls: route.tls, ...optionsOf(route) }
        const say = (line: string): void => tell(routes.length > 1 ? `${route.host}${route.path}: ${line}` : line)
        const { timers } = adapter.prepare(given.config, NOWHERE, build, profile.options).settings
        const report = await examineInRounds({
          lab,
          timers,
          originals,
          route,
          profile,
          situation,
          remedies,
          scenarios,
          known: new Set(),
          tell: say,
        })
        if (lab.fault !== undefined) throw lab.fault
        return report
      }),
    ),
  )
  const reports = examined.filter((one): one is RouteReport => one !== undefined)
  return {
    given,
    report: {
      schema: 1,
      tool: toolVersion(),
      startedAt,
      config,
      product: given.product,
      build: {
        id: build.id,
        version: build.version,
        origin: build.origin,
        runtime: chosen.runtime,
        ...(chosen.note === undefined ? {} : { note: chosen.note }),
      },
      routes: reports,
      notes: [
        ...given.notes,
        ...(options.all ? [] : [notAsked(leftOut(catalog.scenarios))]),
        ...given.unfilled.map(({ name, where }) => `${where}: \${${name}} has no value; give one with --env`),
      ],
      written: [],
      tookMs: Math.round(performance.now() - started),
      interrupted: signal.aborted || reports.length < routes.length,
    },
  }
}

function originalsOf({ config, files }: Intake): ConfigTree {
  return Object.fromEntries(Object.entries(config).map(([key, text]) => [key, files[key]?.text ?? text]))
}

const startRuntime = (id: RuntimeId): Promise<Runtime> => (id === 'local' ? startLocal() : startDocker())

/** Those that are asked for; a path that is given is one route, whatever it is written as. */
function routesOf(
  config: ConfigTree,
  adapter: Adapter,
  { build }: ChosenBuild,
  { path, host }: CheckOptions,
): readonly ProxiedRoute[] {
  const all = adapter.routes?.(config, build) ?? []
  if (path !== undefined) {
    const like = all.find((route) => route.path === path && (host === undefined || route.host === host))
    return [{ serverNames: [], tls: false, where: '', target: '', ...like, path, host: host ?? like?.host ?? '' }]
  }
  const some = host === undefined ? all : all.filter((one) => one.host === host || one.serverNames.includes(host))
  if (some.length > 0) return some
  return [{ path: '', host: host ?? '', serverNames: [], tls: false, where: '', target: '' }]
}

function profileOf(given: Intake, route: ProxiedRoute, index: number, { header }: CheckOptions): Profile {
  const [file = ''] = Object.keys(given.config)
  return {
    proxy: given.product,
    id: `route-${index + 1}`,
    title: file,
    why: '',
    source: '',
    tags: [],
    originHeaders: [],
    requestHeaders: header,
    options: { withoutLimits: true, ...optionsOf(route) },
    config: given.config,
    file,
  }
}

const optionsOf = ({ path, host }: ProxiedRoute): Pick<PrepareOptions, 'path' | 'host'> => ({
  ...(path === '' ? {} : { path }),
  ...(host === '' ? {} : { host }),
})

/** A route that is reached over TLS is played so. */
const frontsOf = ({ tls }: ProxiedRoute): readonly string[] => (tls ? ['h1+tls', 'h2+tls'] : ['h1'])

const notAsked = (scenarios: readonly Scenario[]): string =>
  `Not asked, so that it is soon over: ${scenarios.map(({ id }) => id).join(', ')}. \`--all\` asks them too.`
