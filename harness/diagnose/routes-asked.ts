/** Selects the locations of a configuration to check: all that proxy, or those that a path or a host reaches. */
import type { Adapter, BuildFacts, ConfigTree, ProxiedRoute, ServerPlace } from '../model/index.ts'
import type { CheckOptions } from './options.ts'
import { orderRoutes } from './order-routes.ts'
import { pathFor } from './purpose.ts'

/**
 * For a path: the server with the most specific location for it; several where it is equally specific in all. Where no location
 * matches: one route without a server, so that preparing it reports the reason.
 */
export function routesAsked(
  config: ConfigTree,
  adapter: Adapter,
  build: BuildFacts,
  { path: typed, host, for: purpose }: Pick<CheckOptions, 'path' | 'host' | 'for'>,
): readonly ProxiedRoute[] {
  const routesAt = (at?: string): readonly ProxiedRoute[] => adapter.routes?.(config, build, at, host) ?? []
  const path = typed ?? (purpose && pathFor(purpose, routesAt))
  const all = orderRoutes(routesAt())
  const found = path === undefined ? all : mostSpecial(routesAt(path), all)
  if (found.length > 0) return host === undefined ? found : found.map((one) => ({ ...one, host }))
  return [
    {
      path: path ?? '',
      host: host ?? '',
      name: '',
      ...NO_SERVER,
      tls: false,
      fronts: ['h1'],
      isStreamLike: false,
      where: '',
      target: '',
    },
  ]
}

const NO_SERVER = { server: { index: -1, address: '' }, serverWhere: '', serverNames: [] }

function mostSpecial(some: readonly ProxiedRoute[], all: readonly ProxiedRoute[]): readonly ProxiedRoute[] {
  const written = ({ where, name, server }: ProxiedRoute): number =>
    Math.max(
      0,
      ...all
        .filter((one) => one.where === where && one.name === name && isSame(one.server, server))
        .map(({ path }) => path.length),
    )
  const longest = Math.max(0, ...some.map(written))
  return some.filter((one) => written(one) === longest)
}

const isSame = (one: ServerPlace, other: ServerPlace): boolean =>
  one.index === other.index && one.address === other.address
