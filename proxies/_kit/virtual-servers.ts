/** Which virtual server responds to a request: selected by address, then by name, else the address's default server. */
import type { ProxiedRoute, ServerPlace } from '../../harness/model/index.ts'

/** One virtual server as written. */
export interface VirtualServer<S> {
  readonly server: S
  readonly index: number
  /** Normalised, so that equal strings are the same address. An address may occur twice. */
  readonly addresses: readonly {
    readonly address: string
    /** It is configured as the default server of the address. */
    readonly isDefault: boolean
  }[]
  /** Names in a form that can be compared with those of requests. */
  readonly names: readonly string[]
}

/** A virtual server at one of its addresses. */
export interface Answering<S> extends ServerPlace {
  readonly server: S
  /** The names that select it: where several servers have the same name, the first one gets the requests. */
  readonly names: readonly string[]
  /** It responds where no name selects another server. */
  readonly isDefault: boolean
  /** Other servers use the same address. */
  readonly isShared: boolean
}

interface Place<S> {
  readonly first: S
  isShared: boolean
  /** The first server that is configured as the default. */
  marked?: S
  /** The first server with each name. */
  readonly taken: Map<string, S>
}

/** Each server at each of its addresses, in the given order. */
export function answeringIn<S>(servers: readonly VirtualServer<S>[]): readonly Answering<S>[] {
  const places = new Map<string, Place<S>>()
  for (const { server, addresses, names } of servers) {
    for (const { address, isDefault } of addresses) {
      const there = places.get(address) ?? { first: server, isShared: false, taken: new Map<string, S>() }
      places.set(address, there)
      if (there.first !== server) there.isShared = true
      if (isDefault) there.marked ??= server
      for (const name of names) if (!there.taken.has(name)) there.taken.set(name, server)
    }
  }
  return servers.flatMap(({ server, index, addresses, names }) =>
    [...new Set(addresses.map(({ address }) => address))].map((address) => {
      const there = places.get(address)
      return {
        server,
        index,
        address,
        names: names.filter((name) => there?.taken.get(name) === server),
        isDefault: server === (there?.marked ?? there?.first),
        isShared: there?.isShared === true,
      }
    }),
  )
}

/** A server with several addresses is tested once: each of its routes is returned once, with the fronts of all its addresses. */
export function oncePerServer(routes: readonly ProxiedRoute[]): readonly ProxiedRoute[] {
  const groups = Map.groupBy(routes, ({ server, path, where }) => `${server.index} ${path} ${where}`)
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, fronts: [...new Set([first, ...others].flatMap(({ fronts }) => fronts))] }],
  )
}
