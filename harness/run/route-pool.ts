/**
 * The running routes. Each has its own origin, and belongs to one profile, build and way in which its proxies have to run (TLS, a
 * faster clock). The test cases that use a route share it: it is started with the first of them and ended with the last. A
 * scenario that disturbs its proxy gets a dedicated route.
 */
import pLimit, { type LimitFunction } from 'p-limit'
import { buildsOf, needsOwnProxy } from '../matrix/plan.ts'
import { type Cell, type HopRecord, type RouteCase, USUAL_STREAMS } from '../model/index.ts'
import { incapable } from './product-capability.ts'
import {
  type AcquiredRoute,
  clockOf,
  frontOf,
  hopRecord,
  lacking,
  type RouteOptions,
  type StartedRoute,
  speaksTls,
  startControl,
  startRoute,
} from './route-process.ts'

/** Starting a proxy needs CPU time; more starts at once only make each of them slower. */
export const STARTS_AT_ONCE = 4
/** How many times a proxy that died is started again for the remaining test cases. */
const MAX_DEATHS = 3

export interface RoutePool extends AsyncDisposable {
  /** Announces the test cases to come, so that a route can be ended with the last of them. */
  expect(cells: readonly Cell[]): void
  take(cell: Cell): Promise<AcquiredRoute>
  release(cell: Cell): Promise<void>
}

const hopsOf = (cell: Cell): HopRecord[] => (cell.kind === 'route' ? cell.route.map((hop) => hopRecord(hop)) : [])

/** Test cases with the same name run on the same running route. */
export function routeNameOf(cell: Cell): string {
  const own = needsOwnProxy(cell) ? cell.id : ''
  if (cell.kind === 'control') return `control ${own}`
  const { route, profile } = cell
  return [profile.proxy, profile.id, buildsOf(route), speaksTls(cell) ? 'tls' : '', clockOf(cell), own].join(' ')
}

/** @param options `starts`: a limit that several pools share, so that all of them together start no more routes at once than one would */
export function createRoutePool(options: RouteOptions & { readonly starts?: LimitFunction }): RoutePool {
  const limit = options.starts ?? pLimit(STARTS_AT_ONCE)
  const started = new Map<string, Promise<StartedRoute>>()
  const left = new Map<string, number>()
  /** How many streams the announced test cases will have open at once. */
  const streams = new Map<string, number>()
  const deaths = new Map<string, number>()

  /** Everything that has not been disposed of yet. */
  const all = new Set<Promise<StartedRoute>>()

  function onDeath(group: string): void {
    deaths.set(group, (deaths.get(group) ?? 0) + 1)
    if ((deaths.get(group) ?? 0) < MAX_DEATHS) started.delete(group)
  }

  function startProxies(cell: RouteCase, group: string): Promise<StartedRoute> {
    const start = (): Promise<StartedRoute> => startRoute(options, cell, () => onDeath(group), streams.get(group))
    // Heavy test cases are few at a time and already wait for each other, so their routes do not wait for other starts as well.
    return cell.scenario.load === 'heavy' ? start() : limit(start)
  }

  function acquire(cell: Cell): Promise<StartedRoute> {
    const group = routeNameOf(cell)
    const known = started.get(group)
    if (known !== undefined) return known
    const starting = cell.kind === 'control' ? startControl(options, cell) : startProxies(cell, group)
    started.set(group, starting)
    all.add(starting)
    return starting
  }

  return {
    expect(cells) {
      for (const cell of cells) {
        const group = routeNameOf(cell)
        left.set(group, (left.get(group) ?? 0) + 1)
        streams.set(group, (streams.get(group) ?? 0) + (cell.scenario.streams ?? USUAL_STREAMS))
      }
    },
    async take(cell) {
      const cannot = incapable(options.adapterOf, cell)
      if (cannot !== undefined) return { outcome: cannot, hops: hopsOf(cell), settings: { timers: [] } }
      const { taken } = await acquire(cell)
      const outcome = await lacking(options, cell)
      if (outcome !== undefined) return { outcome, hops: hopsOf(cell), settings: { timers: [] } }
      if (!('route' in taken)) return taken
      const { route, noHttp2 } = taken
      // HTTP/1.1 over TLS and HTTP/2 over TLS share a route.
      if (noHttp2 === undefined || frontOf(cell) !== 'h2+tls') return { route: { ...route, front: frontOf(cell) } }
      return { outcome: { state: 'skipped', because: noHttp2 }, hops: route.hops, settings: route.settings }
    },
    async release(cell) {
      const group = routeNameOf(cell)
      const rest = (left.get(group) ?? 1) - 1
      left.set(group, rest)
      if (rest > 0) return
      const last = started.get(group)
      if (last === undefined) return
      started.delete(group)
      await (await last).dispose()
      all.delete(last)
    },
    async [Symbol.asyncDispose]() {
      const every = await Promise.allSettled(all)
      await Promise.allSettled(every.map((one) => (one.status === 'fulfilled' ? one.value.dispose() : undefined)))
    },
  }
}
