/** A server at several addresses is one to test, in every way in which clients can speak to it. Pure. */
import type { ProxiedRoute } from '../model/index.ts'

/** The first route of each place of a server, with the fronts of all its addresses. */
export function oncePerServer(routes: readonly ProxiedRoute[]): readonly ProxiedRoute[] {
  const groups = Map.groupBy(routes, ({ server, path, where }) => `${server.index} ${path} ${where}`)
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [{ ...first, fronts: [...new Set([first, ...others].flatMap(({ fronts }) => fronts))] }],
  )
}
