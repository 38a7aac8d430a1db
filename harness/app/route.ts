/** A route to the application: a relay in front of it, and in front of the relay either no proxy (the control) or a profile's proxy. */

import { type Relay, startRelay } from '../../servers/relay/relay.ts'
import type { Adapter, Address, BuildFacts, HeaderField, Profile, Runtime, Settings } from '../model/index.ts'
import { SseCompatError, sayError } from '../model/index.ts'
import { reloadProxy } from '../run/reload-proxy.ts'

export interface AppRoute extends AsyncDisposable {
  readonly relay: Relay
  /** The address that clients connect to. */
  readonly address: Address
  readonly path: string
  readonly host: string
  readonly requestHeaders: readonly HeaderField[]
  readonly settings: Settings
  /** How many times faster than real time the proxy's clock runs. */
  readonly clock: number
  /** Resolves when the proxy exits without having been stopped, with a line for people. */
  readonly died: Promise<string>
  /** Reloads the proxy's configuration. Absent where the proxy cannot reload, or there is none. */
  reload?(): Promise<void>
}

/** Why there is no route: the proxy refuses the profile, or cannot run on this machine. */
export interface NoRoute {
  readonly state: 'refused' | 'not-run'
  readonly because: string
}

export const isNoRoute = (route: object): route is NoRoute => 'state' in route && 'because' in route

export async function startControl(runtime: Runtime): Promise<AppRoute> {
  const { bind } = await runtime.originSite()
  const relay = await startRelay(bind)
  return {
    relay,
    address: relay.address,
    path: '/sse/',
    host: '',
    requestHeaders: [],
    settings: { timers: [] },
    clock: 1,
    died: new Promise(() => {}),
    [Symbol.asyncDispose]: () => relay[Symbol.asyncDispose](),
  }
}

export interface RouteOptions {
  readonly runtime: Runtime
  readonly adapter: Adapter
  readonly build: BuildFacts
  readonly profile: Profile
  readonly clock?: number
}

export async function startProfile({
  runtime,
  adapter,
  build,
  profile,
  clock = 1,
}: RouteOptions): Promise<AppRoute | NoRoute> {
  const { bind, reachedAt } = await runtime.originSite()
  const relay = await startRelay(bind)
  try {
    const started = await runtime.start({
      adapter,
      build,
      config: profile.config,
      backend: reachedAt(relay.address.port),
      name: `${profile.proxy}/${profile.id}`,
      ...(profile.options === undefined ? {} : { options: profile.options }),
      ...(clock === 1 ? {} : { clock }),
    })
    if ('failure' in started) {
      await relay[Symbol.asyncDispose]()
      const { failure, message, where } = started
      return {
        state: failure === 'refused' ? 'refused' : 'not-run',
        because: where === undefined ? message : `${message} (${where})`,
      }
    }
    const { instance, prepared } = started
    return {
      relay,
      address: instance.address,
      path: prepared.path,
      host: prepared.host,
      requestHeaders: profile.requestHeaders ?? [],
      settings: prepared.settings,
      clock,
      died: instance.died,
      ...(adapter.capabilities.reload === undefined ? {} : { reload: () => reloadProxy(instance, adapter) }),
      async [Symbol.asyncDispose]() {
        await relay[Symbol.asyncDispose]()
        await instance[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await relay[Symbol.asyncDispose]()
    if (error instanceof SseCompatError && (error.code === 'bad-config' || error.code === 'missing-module')) {
      return { state: error.code === 'bad-config' ? 'refused' : 'not-run', because: sayError(error) }
    }
    throw error
  }
}
