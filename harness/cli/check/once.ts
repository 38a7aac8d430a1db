/** One check of a configuration: read, played on each of its routes, explained, and fixed where that is asked for. */
import pLimit from 'p-limit'
import { type Catalog, loadCatalog } from '../../catalog.ts'
import { type Intake, readIntake, topOf } from '../../intake/read.ts'
import type {
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
import { asTyped } from './as-typed.ts'
import { askedOf, leftOut } from './asked.ts'
import { chooseBuild } from './build.ts'
import { CAPACITY, playCapacity } from './capacity.ts'
import { checkIncluded } from './elsewhere.ts'
import { createLab } from './lab.ts'
import { type Names, namesOf, renamed, renamedNote } from './names.ts'
import type { CheckOptions } from './options.ts'
import type { CheckReport, RouteReport } from './report.ts'
import { examineInRounds } from './rounds.ts'
import { routesAsked } from './routes-asked.ts'

/** Each route is played for itself; more at once would only make each slower. */
const ROUTES_AT_ONCE = 3
/** Some minutes of playing. Whoever has more of them names the one that matters. */
const MOST_ROUTES = 50
/** Of them in the first line of progress. */
const MOST_SHOWN = 8

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
  readonly names: Names
}

/** @throws SseCompatError where nothing can be played at all; anything else is in the report */
export async function checkOnce(
  path: string,
  options: CheckOptions,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<Checked> {
  for (const [, value] of options.header) keepSecret(value)
  const catalog = await loadCatalog()
  const given = readGiven(path, catalog, options)
  const names = namesOf({ path, ...given })
  try {
    const report = await checkGiven({ path, catalog, given, names, options, tell, signal })
    return { report, given, names }
  } catch (error) {
    throw renamed(error, names)
  }
}

function readGiven(path: string, { products }: Catalog, { env }: CheckOptions): Intake {
  const adapters = products.flatMap(({ adapter }) => (adapter === undefined ? [] : [adapter]))
  try {
    return readIntake(path, { adapters, values: env })
  } catch (error) {
    throw renamed(error, namesOf({ path, top: topOf(path), files: {} }))
  }
}

interface Check {
  /** As it was typed. */
  readonly path: string
  readonly catalog: Catalog
  readonly given: Intake
  readonly names: Names
  readonly options: CheckOptions
  tell(line: string): void
  readonly signal: AbortSignal
}

async function checkGiven({ path, catalog, given, names, options, tell, signal }: Check): Promise<CheckReport> {
  const started = performance.now()
  const startedAt = new Date().toISOString()
  const product = catalog.products.find(({ id }) => id === given.product)
  const { adapter, remedies } = product ?? {}
  if (adapter === undefined || remedies === undefined) {
    throw new SseCompatError('bad-config', `a configuration of ${given.product} cannot be checked yet`, {
      where: path,
    })
  }
  const chosen = await chooseBuild(adapter, options.build, tell)
  const { build } = chosen
  checkIncluded(given.config, adapter, build, names)
  const originals = originalsOf(given)
  const found = routesAsked(given.config, adapter, build, options)
  const routes = found.slice(0, MOST_ROUTES)
  tell(`${adapter.title} ${build.version}: ${shown(found)}`)

  await using runtime = await startRuntime(chosen.runtime)
  // A proxy that does not answer yet is not waited for any longer.
  signal.addEventListener('abort', () => void runtime[Symbol.asyncDispose](), { once: true })
  const limit = pLimit(ROUTES_AT_ONCE)
  const examined = await Promise.all(
    routes.map((route, index) =>
      limit(async () => {
        if (signal.aborted) return undefined
        const profile = profileOf(given, route, index, options)
        const scenarios = askedOf(catalog.scenarios, options.all)
        await using lab = createLab({ runtime, adapter, build, scenarios, axes: { front: frontsOf(route) }, signal })
        const situation = { config: given.config, build, ...optionsOf(route) }
        const say = (line: string): void => tell(routes.length > 1 ? `${route.host}${route.path}: ${line}` : line)
        const { timers } = adapter.prepare(given.config, NOWHERE, build, profile.options).settings
        const report = await examineInRounds({
          lab,
          names,
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
        return report && asTyped(report, names)
      }),
    ),
  )
  const [first] = routes
  const reports = examined.filter((one): one is RouteReport => one !== undefined)
  if (options.all && first !== undefined && !signal.aborted) {
    const scenarios = catalog.scenarios.filter(({ id }) => id === CAPACITY)
    await using lab = createLab({ runtime, adapter, build, scenarios, axes: { front: ['h1'] }, signal })
    const profile = profileOf(given, first, 0, options)
    const situation = { config: given.config, build, ...optionsOf(first) }
    const answer = await playCapacity({ lab, profile, situation, remedies, names, tell })
    const [report] = reports
    if (report && answer) reports[0] = { ...report, answers: [...report.answers, answer] }
  }
  return {
    schema: 1,
    tool: toolVersion(),
    startedAt,
    config: path,
    product: given.product,
    build: {
      id: build.id,
      version: build.version,
      origin: build.origin,
      runtime: chosen.runtime,
      ...(chosen.note === undefined ? {} : { note: chosen.note }),
    },
    routes: reports,
    applies: names.applies,
    notes: [
      ...given.notes.map((note) => renamedNote(note, names)),
      ...(found.length > routes.length ? [tooMany(found.length)] : []),
      ...(options.all ? [] : [notAsked(leftOut(catalog.scenarios))]),
      ...given.unfilled.map(
        ({ name, where }) => `${names.named(where)}: \${${name}} has no value; give one with --env`,
      ),
    ],
    written: [],
    tookMs: Math.round(performance.now() - started),
    interrupted: signal.aborted || reports.length < routes.length,
  }
}

function shown(routes: readonly ProxiedRoute[]): string {
  if (routes.every(({ target }) => target === '')) return 'no route can be read off it'
  const some = routes.slice(0, MOST_SHOWN).map(({ host, path, target }) => `${host}${path} → ${target}`)
  return [...some, ...(routes.length > MOST_SHOWN ? [`${routes.length - MOST_SHOWN} more`] : [])].join(', ')
}

const tooMany = (count: number): string =>
  `Of ${count} routes the first ${MOST_ROUTES} were checked. \`--host\` and \`--path\` name another one.`

function originalsOf({ config, files }: Intake): ConfigTree {
  return Object.fromEntries(Object.entries(config).map(([key, text]) => [key, files[key]?.text ?? text]))
}

const startRuntime = (id: RuntimeId): Promise<Runtime> => (id === 'local' ? startLocal() : startDocker())

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
    options: { withoutLimits: true, withoutLacking: true, ...optionsOf(route) },
    config: given.config,
    file,
  }
}

const optionsOf = ({ path, host, tls }: ProxiedRoute): Pick<PrepareOptions, 'path' | 'host' | 'tls'> => ({
  tls,
  ...(path === '' ? {} : { path }),
  ...(host === '' ? {} : { host }),
})

/** A route that is reached over TLS is played so. */
const frontsOf = ({ tls }: ProxiedRoute): readonly string[] => (tls ? ['h1+tls', 'h2+tls'] : ['h1'])

const notAsked = (scenarios: readonly Scenario[]): string =>
  `Not asked, so that it is soon over: ${scenarios.map(({ id }) => id).join(', ')}. \`--all\` asks them too.`
