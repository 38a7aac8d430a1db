/** Which virtual server answers a request: by its address first, then by name, then the address's default one. */
import type { ProxiedRoute, ServerPlace } from '../../harness/model/index.ts'

/** One virtual server as it is written. */
export interface VirtualServer<S> {
  readonly server: S
  readonly index: number
  /** In a normal form: equal ones are one address. One may come again. */
  readonly addresses: readonly {
    readonly address: string
    /** It asks to answer there whatever name is asked for. */
    readonly isDefault: boolean
  }[]
  /** As a request can name them, in any form that tells them apart. */
  readonly names: readonly string[]
}

/** A virtual server at one of its addresses. */
export interface Answering<S> extends ServerPlace {
  readonly server: S
  /** Those of its names that lead to it: the first server that has one gets its requests. */
  readonly names: readonly string[]
  /** It answers where no name leads to another one. */
  readonly isDefault: boolean
  /** Other servers have the same address. */
  readonly isShared: boolean
}

interface Place<S> {
  readonly first: S
  isShared: boolean
  /** The first one that asks to be the default. */
  marked?: S
  /** Which server has a name first. */
  readonly taken: Map<string, S>
}

/** Each server at each of its addresses, in the order given. */
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

/** A server on several addresses is one to test: each of its routes is given once, with the fronts of all its addresses. */
export function oncePerServer(routes: readonly ProxiedRoute[]): readonly ProxiedRoute[] {
  const groups = Map.groupBy(routes, ({ server, path, where }) => `${server.index} ${path} ${where}`)
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, fronts: [...new Set([first, ...others].flatMap(({ fronts }) => fronts))] }],
  )
}
