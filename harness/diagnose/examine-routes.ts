/** Tests each route of a configuration that was read, and explains what fails. Needs no file of the user's: it may run in a worker. */
import pLimit from 'p-limit'
import { languagesOf } from '../intake/known-names.ts'
import type { Intake } from '../intake/read.ts'
import { loadTestable, originFrom } from '../matrix/catalog.ts'
import type { ConfigTree, Ms, PrepareOptions, Profile, ProxiedRoute, Runtime, Timer } from '../model/index.ts'
import { SseCompatError } from '../model/index.ts'
import { keepSecret } from '../redact/redact.ts'
import { startAnalysis } from './analysis-limit.ts'
import type { ChosenBuild } from './choose-build.ts'
import { type CountRoute, createCounter } from './count-routes.ts'
import { NOWHERE } from './nowhere.ts'
import type { CheckOptions } from './options.ts'
import { apartFromFiles, notesOfFiles } from './order-routes.ts'
import { requestFor } from './purpose.ts'
import { type NamesTable, namesIn } from './report/file-names.ts'
import { withOneFigure } from './report/idle-figure.ts'
import { withNextServers } from './report/next-server.ts'
import { withReachedPlace } from './report/reached-place.ts'
import type { RouteReport } from './report/report.ts'
import { skippedNote } from './report/skipped-note.ts'
import { streamsAnswer } from './report/stream-count.ts'
import { unfinishedFindings } from './report/unfinished-findings.ts'
import { withDoubts } from './report/untested.ts'
import { asTyped } from './report/user-paths.ts'
import { routesAsked } from './routes-asked.ts'
import { createRoutesSoFar } from './routes-so-far.ts'
import { askedOf, leftOut, onFronts } from './scenario-set.ts'
import { CAPACITY } from './search/capacity.ts'
import { examineInRounds, type InRounds } from './search/iterate.ts'
import { withLowLimits } from './search/low-limit.ts'
import { createSharedMachine } from './search/shared-machine.ts'
import { createVariantRunner } from './search/variant-runner.ts'
import type { Examination } from './session.ts'
import type { TellProgress } from './tell-progress.ts'

/** Each route is run for itself; more at once would only make each slower. */
const ROUTES_AT_ONCE = 3
/** Some minutes of running. Whoever has more of them names the one that matters. */
const MAX_ROUTES = 50
/** Of them in the first line of progress. */
const MAX_SHOWN = 8

/** What a worker is given; plain data. */
export interface Job {
  readonly given: Intake
  readonly names: NamesTable
  readonly options: CheckOptions
  readonly chosen: ChosenBuild
  /** Nothing but the audit keeps the configuration from this machine: what the audit does not know is refused. */
  readonly strict: boolean
}

export interface ExaminedRoutes {
  readonly routes: readonly RouteReport[]
  readonly notes: readonly string[]
  /** Some route was not tested to its end. */
  readonly interrupted: boolean
}

/**
 * @param onInterrupt gets what is known when `signal` aborts: what runs may take long to end
 * @throws SseCompatError where nothing can be tested at all; anything else is in the result
 */
export async function examineRoutes(
  job: Job,
  startRuntime: () => Promise<Runtime>,
  tell: TellProgress,
  signal: AbortSignal,
  onInterrupt: (soFar: ExaminedRoutes) => void = () => {},
): Promise<ExaminedRoutes> {
  const { given, options, chosen } = job
  for (const [, value] of options.header) keepSecret(value)
  const catalog = await loadTestable()
  const names = namesIn(job.names)
  const product = catalog.products.find(({ id }) => id === given.product)
  const { adapter, remedies } = product ?? {}
  if (adapter === undefined || remedies === undefined) {
    throw new SseCompatError('bad-config', `a configuration of ${given.product} cannot be checked yet`)
  }
  const { build } = chosen
  const originOf = originFrom(catalog.origins)
  const originals = originalsOf(given)
  const analysis = startAnalysis()
  const asked = analysis.run(given.config, () => routesAsked(given.config, adapter, build, options))
  const { others: found, ofFiles } = options.path === undefined ? apartFromFiles(asked) : { others: asked, ofFiles: [] }
  const routes = found.slice(0, MAX_ROUTES)
  const remarks = analysis.run(given.config, () => adapter.remarks?.(given.config, build) ?? [])
  tell(names.inText(`${adapter.title} ${build.version}: ${shown(found)}`))

  await using runtime = await startRuntime()
  // A proxy that does not answer yet is not waited for any longer.
  signal.addEventListener('abort', () => void runtime[Symbol.asyncDispose](), { once: true })
  const limit = pLimit(ROUTES_AT_ONCE)
  const capacity = catalog.scenarios.find(({ id }) => id === CAPACITY)
  if (capacity === undefined) throw new Error('there is no scenario `capacity`')
  using machine = createSharedMachine()
  const all = options.all
  const countRoute = createCounter({
    machine,
    runtime,
    adapter,
    originOf,
    build,
    remedies,
    scenario: capacity,
    all,
    signal,
  })
  const nexts = routes.flatMap(({ where, serverWhere, next }) =>
    next === undefined
      ? []
      : {
          where: names.named(where),
          server: names.named(serverWhere),
          next: next.map((place) => ({ where: names.named(place.where), server: names.named(place.server) })),
        },
  )
  const states = createRoutesSoFar(routes.map((route) => names.inText(labelOf(route))))
  const soFar = (): ExaminedRoutes => {
    const reports = withNextServers(states.finished(), nexts)
    return {
      routes: reports,
      notes: [
        ...states.notes(),
        ...remarks.map(({ where, says }) => `${names.named(where)}: ${names.inText(says)}.`),
        ...notesOfFiles(ofFiles, (where) => names.named(where)),
        ...(found.length > routes.length ? [tooMany(found.length)] : []),
        ...(options.all ? [] : [skippedNote(leftOut(catalog.scenarios, options))]),
      ],
      interrupted: signal.aborted || reports.length < routes.length,
    }
  }
  signal.addEventListener('abort', () => onInterrupt(soFar()), { once: true })
  await Promise.all(
    routes.map((route, index) =>
      limit(async () => {
        if (signal.aborted) return
        const untagged = profileOf(job, route, index)
        const { timers } = analysis.run(given.config, () =>
          adapter.prepare(given.config, NOWHERE, build, untagged.options),
        ).settings
        const profile = disturbsItself(route, timers) ? { ...untagged, tags: ['retry'] } : untagged
        const scenarios = onFronts(
          askedOf(catalog.scenarios, { ...options, hasClock: build.fakeTime !== undefined }),
          route.fronts,
        )
        await using variants = createVariantRunner({
          machine,
          runtime,
          adapter,
          originOf,
          build,
          scenarios,
          axes: {},
          signal,
        })
        const situation = { config: given.config, build, ...optionsOf(route) }
        const say: TellProgress = (line, about) =>
          tell(routes.length > 1 ? `${names.inText(labelOf(route))}: ${line}` : line, about)
        const unfinished = unfinishedFindings(names.inText(labelOf(route)), signal)
        states.begin(index, unfinished)
        let counting: ReturnType<CountRoute> | undefined
        const count: CountStreams = () => {
          counting ??= countRoute(route, profile, situation, route.fronts)
          return counting
        }
        const examination: Examination = {
          variants,
          names,
          timers,
          originals,
          languages: languagesOf([adapter]),
          route,
          neighbours: found.filter((one) => one !== route && isOneServer(one, route)),
          routesIn: (changed) =>
            ifReadable(() => startAnalysis().run(changed, () => routesAsked(changed, adapter, build, options))),
          profile,
          situation,
          remedies,
          scenarios,
          ...(options.for === undefined ? {} : { purpose: options.for }),
          known: new Set(),
          tell(line) {
            unfinished.add(line)
            say(line)
          },
          tellRunning: (line) => say(line, 'running'),
          // The streams are counted meanwhile.
          onMostlyWaiting: () => void count().catch(() => {}),
        }
        const examined = await examineInRounds(examination)
        const report = examined && (await withStreams(examined, examination, count))
        await counting?.catch(() => {})
        if (variants.fault !== undefined) throw variants.fault
        if (report) states.finish(index, withReachedPlace(asTyped(withDoubts(withOneFigure(report)), names)))
      }),
    ),
  )
  return soFar()
}

/** A change may make a configuration that takes too long to read, which no other route is to suffer from. */
function ifReadable(read: () => readonly ProxiedRoute[]): readonly ProxiedRoute[] {
  try {
    return read()
  } catch (error) {
    if (error instanceof SseCompatError) return []
    throw error
  }
}

type CountStreams = () => ReturnType<CountRoute>

async function withStreams(
  { report, last }: InRounds,
  examination: Examination,
  count: CountStreams,
): Promise<RouteReport> {
  examination.tellRunning('counting how many streams are served at once')
  const { counted, elsewhere } = await count()
  if (counted === undefined) return report
  const undone = [...report.undone, ...counted.undone]
  if (counted.report.tested.length === 0) return { ...report, undone }
  const answers = [...report.answers, streamsAnswer(counted.report, elsewhere)]
  const told = { ...report, undone, answers, streams: counted.report }
  return withLowLimits(told, counted, examination, last)
}

function shown(routes: readonly ProxiedRoute[]): string {
  if (routes.every(({ target }) => target === '')) return 'no route found'
  const some = routes.slice(0, MAX_SHOWN).map((route) => `${labelOf(route)} → ${route.target}`)
  return [...some, ...(routes.length > MAX_SHOWN ? [`${routes.length - MAX_SHOWN} more`] : [])].join(', ')
}

const isOneServer = (one: ProxiedRoute, other: ProxiedRoute): boolean =>
  one.serverWhere === other.serverWhere && one.host === other.host && one.tls === other.tls

/** Servers of equal names are told apart by the address. */
const labelOf = ({ name, path, host, server }: ProxiedRoute): string => {
  const at = [host, server.address].filter((part) => part !== '').join(' ')
  return `${name || path}${at === '' ? '' : ` (${at})`}`
}

const tooMany = (count: number): string =>
  `Of ${count} routes the first ${MAX_ROUTES} were checked. \`--host\` and \`--path\` name another one.`

function originalsOf({ config, files }: Intake): ConfigTree {
  return Object.fromEntries(Object.entries(config).map(([key, text]) => [key, files[key]?.text ?? text]))
}

/** Longer than any silence of a test case in real time. */
const LONG: Ms = 10_000

/**
 * A test case may make the proxy take servers out of their group for a while, and others would meet that. Each gets a proxy of its own then: it
 * takes twice the time.
 */
const disturbsItself = ({ isBalanced }: ProxiedRoute, timers: readonly Timer[]): boolean =>
  isBalanced === true && timers.some(({ ms }) => ms < LONG)

function profileOf({ given, options, strict }: Job, route: ProxiedRoute, index: number): Profile {
  const [file = ''] = Object.keys(given.config)
  return {
    proxy: given.product,
    id: `route-${index + 1}`,
    title: file,
    why: '',
    source: '',
    tags: [],
    originHeaders: options.originHeader,
    requestHeaders: options.header,
    ...(options.for === undefined ? {} : { posted: requestFor(options.for) }),
    options: { withoutLimits: true, withoutLacking: true, strict, marked: true, ...optionsOf(route) },
    config: given.config,
    file,
  }
}

const optionsOf = ({
  path,
  host,
  server,
  where,
  tls,
}: ProxiedRoute): Pick<PrepareOptions, 'path' | 'host' | 'server' | 'tls'> => ({
  tls,
  // Without a place nothing is known of what was asked: preparing it reports why.
  ...(where === '' ? {} : { server }),
  ...(path === '' ? {} : { path }),
  ...(host === '' ? {} : { host }),
})
