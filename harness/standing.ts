/** One route that stands: how it is started, and what is kept of it when it ends. */
import { createHash } from 'node:crypto'
import type { Adapter, BuildFacts, Cell, HopRecord, Profile, Runtime, Settings, TraceState } from './model.ts'
import { SseCompatError } from './model.ts'
import type { Origin } from './origin.ts'
import { brokenBy, type Place, sayError } from './record.ts'

export type Taken =
  | { readonly place: Place }
  | { readonly outcome: TraceState; readonly hops: readonly HopRecord[]; readonly settings: Settings }

export interface Standing {
  readonly taken: Taken
  dispose(): Promise<void>
}

/** What a proxy ran with and what it printed, before it is gone. */
export interface Evidence {
  readonly build: BuildFacts
  readonly profile: Profile
  /** Configuration files as they were written for it: relative path → text. */
  readonly files: Readonly<Record<string, string>>
  readonly logs: string
}

export interface StandingOptions {
  readonly runtime: Runtime
  readonly adapterOf: (product: string) => Adapter
  readonly startOrigin: (options: { host: string; headers: readonly (readonly [string, string])[] }) => Promise<Origin>
  /** Told of each proxy that ran, before it is ended. */
  readonly onEnd?: (evidence: Evidence) => Promise<void>
}

/** A text that is not even the product's language is refused like any other that the product does not take. */
function unstartable(error: unknown): TraceState {
  if (!(error instanceof SseCompatError) || error.code !== 'bad-config') return brokenBy('start', error, '')
  const where = error.where === undefined ? {} : { where: error.where }
  return { state: 'refused', message: sayError(error), ...where }
}

async function openOrigin({ runtime, startOrigin }: StandingOptions, profile: Profile | undefined) {
  const site = await runtime.originSite()
  const origin = await startOrigin({ host: site.bind, headers: profile?.originHeaders ?? [] })
  return { origin, backend: site.reachedAt(origin.address.port) }
}

/** The empty route: the client asks the origin itself. */
export async function startControl(options: StandingOptions): Promise<Standing> {
  const { origin } = await openOrigin(options, undefined)
  const place: Place = {
    address: origin.address,
    path: '/sse/',
    host: '',
    origin,
    hops: [],
    settings: { timers: [] },
    died: new Promise(() => {}),
    answers: async () => true,
    logs: () => '',
  }
  return { taken: { place }, dispose: async () => origin[Symbol.asyncDispose]() }
}

/** Never rejects: what cannot be started has an outcome. */
export async function startProxy(
  options: StandingOptions,
  { build, profile }: NonNullable<Cell['hop']>,
  onDeath: () => void,
): Promise<Standing> {
  const digest = createHash('sha256').update(JSON.stringify(profile.config)).digest('hex')
  const hop = {
    proxy: profile.proxy,
    profile: profile.id,
    build: build.id,
    version: build.version,
    profileDigest: digest,
    replaced: [],
  }
  const without = (outcome: TraceState, dispose = async () => {}): Standing => ({
    taken: { outcome, hops: [hop], settings: { timers: [] } },
    dispose,
  })
  let origin: Origin | undefined
  try {
    const opened = await openOrigin(options, profile)
    origin = opened.origin
    const name = `${profile.proxy}/${profile.id}`
    const adapter = options.adapterOf(profile.proxy)
    const started = await options.runtime.start({
      adapter,
      build,
      config: profile.config,
      backend: opened.backend,
      name,
    })
    if ('failure' in started) {
      await origin[Symbol.asyncDispose]()
      const { message, where, output } = started
      if (started.failure !== 'refused') return without({ state: 'broken', stage: 'start', message, logs: output })
      return without({ state: 'refused', message, ...(where === undefined ? {} : { where }) })
    }
    const { instance, prepared } = started
    void instance.died.then(onDeath)
    const mine = origin
    const place: Place = {
      address: instance.address,
      path: prepared.path,
      host: prepared.host,
      origin: mine,
      hops: [{ ...hop, replaced: prepared.replaced }],
      settings: prepared.settings,
      died: instance.died,
      answers: () => instance.answers(),
      logs: () => instance.logs(),
    }
    let ended: Promise<void> | undefined
    // The origin first: a proxy that waits for open streams ends at once when they do.
    const end = async (): Promise<void> => {
      try {
        await options.onEnd?.({ build, profile, files: prepared.files, logs: instance.logs() })
      } finally {
        await mine[Symbol.asyncDispose]()
        await instance[Symbol.asyncDispose]()
      }
    }
    return {
      taken: { place },
      dispose() {
        ended ??= end()
        return ended
      },
    }
  } catch (error) {
    await origin?.[Symbol.asyncDispose]()
    return without(unstartable(error))
  }
}
