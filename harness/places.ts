/**
 * Routes that stand: one running proxy with its own origin for each build and profile, shared by the cells that ask it,
 * started with the first of them and ended with the last.
 */
import { createHash } from 'node:crypto'
import pLimit from 'p-limit'
import type { Adapter, Cell, HopRecord, Profile, Runtime, Settings, TraceState } from './model.ts'
import { SseCompatError } from './model.ts'
import type { Origin } from './origin.ts'
import { brokenBy, type Place, sayError } from './record.ts'

/** Starting is the processor's work; more at once only makes each slower. */
const STARTS_AT_ONCE = 4
/** A proxy that dies is started again for the cells after, so often. */
const MOST_DEATHS = 3

type Taken =
  | { readonly place: Place }
  | { readonly outcome: TraceState; readonly hops: readonly HopRecord[]; readonly settings: Settings }

export interface Places extends AsyncDisposable {
  /** Tells beforehand which cells will come, so that a place ends with the last of them. */
  expect(cells: readonly Cell[]): void
  take(cell: Cell): Promise<Taken>
  release(cell: Cell): Promise<void>
}

export interface PlacesOptions {
  readonly runtime: Runtime
  readonly adapterOf: (product: string) => Adapter
  readonly startOrigin: (options: { host: string; headers: readonly (readonly [string, string])[] }) => Promise<Origin>
}

interface Standing {
  readonly taken: Taken
  dispose(): Promise<void>
}

const groupOf = ({ hop }: Cell): string => (hop ? `${hop.build.id} ${hop.profile.proxy}/${hop.profile.id}` : 'control')

/** A text that is not even the product's language is refused like any other that the product does not take. */
function unstartable(error: unknown): TraceState {
  if (!(error instanceof SseCompatError) || error.code !== 'bad-config') return brokenBy('start', error, '')
  const where = error.where === undefined ? {} : { where: error.where }
  return { state: 'refused', message: sayError(error), ...where }
}

export function createPlaces({ runtime, adapterOf, startOrigin }: PlacesOptions): Places {
  const limit = pLimit(STARTS_AT_ONCE)
  const standing = new Map<string, Promise<Standing>>()
  const left = new Map<string, number>()
  const deaths = new Map<string, number>()

  async function openOrigin(profile: Profile | undefined) {
    const site = await runtime.originSite()
    const origin = await startOrigin({ host: site.bind, headers: profile?.originHeaders ?? [] })
    return { origin, backend: site.reachedAt(origin.address.port) }
  }

  async function startControl(): Promise<Standing> {
    const { origin } = await openOrigin(undefined)
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

  async function startProxy(group: string, { build, profile }: NonNullable<Cell['hop']>): Promise<Standing> {
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
      const opened = await openOrigin(profile)
      origin = opened.origin
      const name = `${profile.proxy}/${profile.id}`
      const adapter = adapterOf(profile.proxy)
      const started = await runtime.start({ adapter, build, config: profile.config, backend: opened.backend, name })
      if ('failure' in started) {
        await origin[Symbol.asyncDispose]()
        const { message, where, output } = started
        if (started.failure !== 'refused') return without({ state: 'broken', stage: 'start', message, logs: output })
        return without({ state: 'refused', message, ...(where === undefined ? {} : { where }) })
      }
      const { instance, prepared } = started
      void instance.died.then(() => {
        deaths.set(group, (deaths.get(group) ?? 0) + 1)
        if ((deaths.get(group) ?? 0) < MOST_DEATHS) standing.delete(group)
      })
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
      return {
        taken: { place },
        // The origin first: a proxy that waits for open streams ends at once when they do.
        async dispose() {
          await mine[Symbol.asyncDispose]()
          await instance[Symbol.asyncDispose]()
        },
      }
    } catch (error) {
      await origin?.[Symbol.asyncDispose]()
      return without(unstartable(error))
    }
  }

  const all: Promise<Standing>[] = []
  function stand(cell: Cell): Promise<Standing> {
    const group = groupOf(cell)
    const known = standing.get(group)
    if (known !== undefined) return known
    const { hop } = cell
    const started = hop === undefined ? startControl() : limit(() => startProxy(group, hop))
    standing.set(group, started)
    all.push(started)
    return started
  }

  return {
    expect(cells) {
      for (const cell of cells) left.set(groupOf(cell), (left.get(groupOf(cell)) ?? 0) + 1)
    },
    async take(cell) {
      return (await stand(cell)).taken
    },
    async release(cell) {
      const group = groupOf(cell)
      const rest = (left.get(group) ?? 1) - 1
      left.set(group, rest)
      if (rest > 0) return
      const last = standing.get(group)
      standing.delete(group)
      await (await last)?.dispose()
    },
    async [Symbol.asyncDispose]() {
      const every = await Promise.allSettled(all)
      await Promise.allSettled(every.map((one) => (one.status === 'fulfilled' ? one.value.dispose() : undefined)))
    },
  }
}
