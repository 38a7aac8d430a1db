/** One running route: how it is started, and what is recorded of it when it ends. */
import type { Browser } from '../client/browser.ts'
import { whyNoVanishing } from '../client/vanish.ts'
import type {
  Adapter,
  Address,
  Cell,
  Certificate,
  ControlCase,
  Front,
  Hop,
  HopRecord,
  Instance,
  Origin,
  OriginKind,
  Prepared,
  RouteCase,
  Runtime,
  Settings,
  TraceState,
} from '../model/index.ts'
import { SseCompatError, sayError } from '../model/index.ts'
import { lackingMachine, watchResources } from '../runtimes/lacking-machine.ts'
import { profileDigest } from './profile-digest.ts'
import { brokenBy, type RunningRoute } from './record.ts'
import { reloadProxy } from './reload-proxy.ts'

export type AcquiredRoute =
  | {
      readonly route: RunningRoute
      /** Why it cannot serve an HTTP/2 client; absent where it can. */
      readonly noHttp2?: string
    }
  | { readonly outcome: TraceState; readonly hops: readonly HopRecord[]; readonly settings: Settings }

export interface StartedRoute {
  readonly taken: AcquiredRoute
  dispose(): Promise<void>
}

/** A proxy's configuration and output, collected before it is removed. */
export interface Evidence {
  readonly cell: RouteCase
  readonly hop: Hop
  /** Its position in the route; 0 is next to the client. */
  readonly position: number
  readonly tls: boolean
  readonly clock: number
  /** Configuration files as they were written for this proxy: relative path → text. */
  readonly files: Readonly<Record<string, string>>
  readonly logs: string
}

export interface RouteOptions {
  readonly runtime: Runtime
  readonly adapterOf: (product: string) => Adapter
  /** The upstream behind the last proxy of a test case; a control requests it directly. */
  readonly originOf: (cell: Cell) => OriginKind
  /** Started when it is first needed. Absent: test cases that need a browser are skipped. */
  readonly browser?: Browser
  /** The run's certificate, created when it is first needed. */
  readonly certificate: () => Promise<Certificate>
  /** For configurations of unknown origin: see StartRequest. */
  readonly unprivileged?: boolean
  /** Called with each proxy that ran, before it is stopped. */
  readonly onEnd?: (evidence: Evidence) => Promise<void>
}

const NO_SETTINGS: Settings = { timers: [] }

async function openOrigin({ runtime, originOf }: RouteOptions, cell: Cell) {
  const site = await runtime.originSite()
  const origin = await originOf(cell).start({
    host: site.bind,
    headers: cell.kind === 'route' ? cell.profile.originHeaders : [],
  })
  return { origin, backend: site.reachedAt(origin.address.port) }
}

/** Why a test case cannot run on this machine: it lacks a browser, or what makes a client vanish. Undefined where it can run. */
export async function lacking({ browser }: RouteOptions, { scenario, axes }: Cell): Promise<TraceState | undefined> {
  const special = Object.entries(axes).map(([axis, value]) => scenario.needsFor?.[`${axis}=${value}`])
  const needs = [...scenario.needs, ...special]
  const because =
    (needs.includes('browser') ? await whyNoBrowser(browser) : undefined) ??
    (needs.includes('vanishing') ? await whyNoVanishing() : undefined)
  return because === undefined ? undefined : { state: 'skipped', because }
}

const whyNoBrowser = async (browser: Browser | undefined): Promise<string | undefined> =>
  browser === undefined ? 'no browser is used here' : browser.missing()

/** Without a proxy: the client requests the origin directly. */
export async function startControl(options: RouteOptions, cell: ControlCase): Promise<StartedRoute> {
  const { origin } = await openOrigin(options, cell)
  const route: RunningRoute = {
    address: origin.address,
    path: '/sse/',
    host: '',
    front: 'h1',
    clock: 1,
    ...(options.browser === undefined ? {} : { browser: options.browser }),
    origin,
    hops: [],
    settings: NO_SETTINGS,
    died: new Promise(() => {}),
    answers: async () => true,
    reload: async () => {},
    logs: () => '',
    crash: () => undefined,
  }
  return { taken: { route }, dispose: async () => origin[Symbol.asyncDispose]() }
}

export const speaksTls = ({ kind, axes }: Cell): boolean => kind === 'route' && /tls/.test(axes.front ?? '')
/** How the test case's client talks to the route. */
export const frontOf = ({ kind, axes }: Cell): Front =>
  kind === 'route' && (axes.front === 'h1+tls' || axes.front === 'h2+tls') ? axes.front : 'h1'
export const clockOf = ({ kind, scenario }: Cell): number => (kind === 'route' ? (scenario.clock ?? 1) : 1)

interface StartedHop {
  readonly hop: Hop
  readonly instance: Instance
  readonly prepared: Prepared
}

/** A hop that did not start: thrown with the outcome that replaces a trace. */
class StartError extends Error {
  readonly outcome: TraceState
  constructor(outcome: TraceState) {
    super(outcome.state)
    this.outcome = outcome
  }
}

/**
 * Starts the proxies of a route, the one next to the origin first. Never rejects: a failure to start becomes the outcome.
 * @param streams how many its test cases will have open at once, as far as is known
 */
export async function startRoute(
  options: RouteOptions,
  cell: RouteCase,
  onDeath: () => void,
  streams?: number,
): Promise<StartedRoute> {
  const hops: StartedHop[] = []
  let origin: Origin | undefined
  let ended: Promise<void> | undefined
  // Stops the origin first: a proxy that waits for open streams exits as soon as they end.
  const end = async (): Promise<void> => {
    const tls = speaksTls(cell)
    const clock = clockOf(cell)
    try {
      for (const { hop, prepared, instance } of hops) {
        const position = cell.route.indexOf(hop)
        await options.onEnd?.({ cell, hop, position, tls, clock, files: prepared.files, logs: instance.logs() })
      }
    } finally {
      await origin?.[Symbol.asyncDispose]()
      for (const { instance } of hops) await instance[Symbol.asyncDispose]()
    }
  }
  const dispose = (): Promise<void> => {
    ended ??= end()
    return ended
  }
  try {
    const opened = await openOrigin(options, cell)
    origin = opened.origin
    let backend = opened.backend
    for (const hop of [...cell.route].reverse()) {
      const started = await startHop(options, cell, hop, backend, streams)
      hops.unshift(started)
      backend = started.instance.address
      void started.instance.died.then(onDeath)
    }
    const noHttp2 = hops[0]?.prepared.noHttp2
    const route = await routeOf(options, cell, hops, origin)
    return { taken: { route, ...(noHttp2 === undefined ? {} : { noHttp2 }) }, dispose }
  } catch (error) {
    await dispose()
    const outcome = error instanceof StartError ? error.outcome : unstartable(error)
    return { taken: { outcome, hops: cell.route.map((hop) => hopRecord(hop)), settings: NO_SETTINGS }, dispose }
  }
}

async function startHop(
  options: RouteOptions,
  cell: RouteCase,
  hop: Hop,
  backend: Address,
  streams: number | undefined,
): Promise<StartedHop> {
  const { build, profile } = hop
  const clock = clockOf(cell)
  if (clock !== 1 && build.fakeTime === undefined) {
    throw new StartError({
      state: 'skipped',
      because: `not measured: no libfaketime for ${build.id} to make its clock faster`,
    })
  }
  const atFront = cell.route[0] === hop
  using resources = watchResources()
  const started = await options.runtime.start({
    adapter: options.adapterOf(profile.proxy),
    build,
    config: profile.config,
    backend,
    name: `${profile.proxy}/${profile.id}`,
    ...(profile.options === undefined ? {} : { options: profile.options }),
    ...(options.unprivileged === true ? { unprivileged: true } : {}),
    ...(atFront && speaksTls(cell) ? { tls: await options.certificate() } : {}),
    ...(clock === 1 ? {} : { clock }),
    ...(cell.scenario.proxy === 'own' ? { ownSizes: true } : {}),
    ...(streams === undefined ? {} : { streams }),
  })
  if (!('failure' in started)) return { hop, ...started }
  const { failure, message, where, lacks, output, late } = started
  const lacking = lackingMachine(output, resources.lowest())
  if (lacking !== undefined) throw new StartError(brokenBy('machine', lacking, output))
  if (failure === 'usual-clock') throw new StartError({ state: 'skipped', because: message })
  if (failure !== 'refused') {
    throw new StartError({ state: 'broken', stage: 'start', message, logs: output, ...(late === true ? { late } : {}) })
  }
  throw new StartError({
    state: 'refused',
    message,
    ...(where === undefined ? {} : { where }),
    ...(lacks === undefined ? {} : { lacks }),
  })
}

/** A text that is not even written in the product's language is refused, like any other configuration that the product rejects. */
function unstartable(error: unknown): TraceState {
  if (error instanceof SseCompatError && error.code === 'missing-module') {
    return { state: 'skipped', because: sayError(error) }
  }
  if (!(error instanceof SseCompatError) || error.code !== 'bad-config') return brokenBy('start', error, '')
  const where = error.where === undefined ? {} : { where: error.where }
  return { state: 'refused', message: sayError(error), ...where }
}

export function hopRecord(
  { build, profile }: Hop,
  { replaced = [], places }: Partial<Pick<Prepared, 'replaced' | 'places'>> = {},
): HopRecord {
  return {
    proxy: profile.proxy,
    profile: profile.id,
    build: build.id,
    version: build.version,
    profileDigest: profileDigest(profile),
    replaced,
    ...(places === undefined ? {} : { places }),
  }
}

async function routeOf(
  options: RouteOptions,
  cell: Cell,
  hops: readonly StartedHop[],
  origin: Origin,
): Promise<RunningRoute> {
  const [first] = hops
  if (first === undefined) throw new Error('a route without a proxy')
  const { instance, prepared, hop } = first
  const front = frontOf(cell)
  return {
    address: instance.address,
    path: prepared.path,
    host: prepared.host,
    requestHeaders: hop.profile.requestHeaders ?? [],
    ...(hop.profile.posted === undefined ? {} : { posted: hop.profile.posted }),
    front,
    ...(front === 'h1' ? {} : { tls: instance.tls ?? { authority: (await options.certificate()).authority } }),
    clock: clockOf(cell),
    ...(instance.ownClock === true ? { slower: clockOf(cell) } : {}),
    ...(options.browser === undefined ? {} : { browser: options.browser }),
    origin,
    hops: hops.map((started) => hopRecord(started.hop, started.prepared)),
    settings: { timers: hops.flatMap((started) => started.prepared.settings.timers) },
    died: Promise.race(hops.map((started) => started.instance.died)),
    answers: () => instance.answers(),
    ...(instance.jitter === undefined ? {} : { jitter: () => instance.jitter?.() ?? 0 }),
    reload: () => reloadProxy(instance, options.adapterOf(hop.profile.proxy)),
    logs: () => hops.map((started) => started.instance.logs()).join('\n'),
    crash: (since) => hops.map((started) => started.instance.crash(since)).find((line) => line !== undefined),
  }
}
