/** Which places of a virtual server proxy, and which path leads to each. */

import { samplePath } from '../../harness/config/path-from-regexp.ts'
import { type Directive, firstArg } from './config.ts'
import { flatten, type Location, locationFor, locationsIn, pathTo } from './locations.ts'

/** Stands for what a client asks for below a route's path. */
const BELOW = 'k3v9q7/stream'

export interface Route {
  /** Ends in `/`, but for a location that matches no longer path. */
  readonly path: string
  /** Blocks that its settings come from, innermost first, the server last. */
  readonly blocks: readonly Directive[]
  /** What passes the request on. */
  readonly pass: Directive
}

/**
 * What proxies, each with one path that leads there.
 * @param preferred paths that are tried before those that the locations are written with
 */
export function routesOf(server: Directive, preferred: readonly string[] = []): readonly Route[] {
  const locations = locationsIn(server.block ?? [])
  const folders = locations.length === 0 ? [] : flatten(locations).flatMap(sampleFolder)
  const routes: Route[] = []
  const add = (path: string | undefined, asked: string | undefined) => {
    const route = path && asked && routeAt(server, locations, path, asked)
    if (route && !routes.some(({ pass }) => pass === route.pass)) routes.push(route)
  }
  for (const path of [...preferred, ...folders]) add(path, path.endsWith('/') ? path + BELOW : path)
  for (const { kind, text, regex, within } of flatten(locations)) {
    const sample = regex && samplePath(regex)
    for (const path of regex ? [sample, sample && within + sample] : [kind === 'exact' ? text : undefined])
      add(path, path)
  }
  return routes
}

/** The route that a given path takes, where that is proxied. */
export function routeFor(server: Directive, path: string): Route | undefined {
  return routeAt(server, locationsIn(server.block ?? []), path, path.endsWith('/') ? path + BELOW : path)
}

function sampleFolder(location: Location): string[] {
  if (location.kind === 'prefix' || location.kind === 'prefix-final') return [asFolder(location.text)]
  const sample = location.regex && samplePath(location.regex)
  return sample === undefined ? [] : [asFolder(sample), asFolder(location.within + sample)]
}

const asFolder = (path: string): string => (path.endsWith('/') ? path : `${path}/`)

function routeAt(server: Directive, locations: readonly Location[], path: string, asked: string): Route | undefined {
  // Such a server answers everything by itself.
  if (server.block?.some(({ name }) => name === 'return')) return undefined
  const chosen = locationFor(server, locations, asked)
  const found = chosen && proxying(chosen, locations, server)
  return found && { path, ...found }
}

type Found = Pick<Route, 'blocks' | 'pass'>

/** The blocks that hold for a location that proxies, itself or through `try_files … @name` or `error_page 404 = @name`. */
function proxying(location: Location, all: readonly Location[], server: Directive): Found | undefined {
  const block = location.directive.block ?? []
  if (block.some(({ name }) => name === 'internal' || name === 'return')) return undefined
  const own = passIn(block)
  if (own) return { ...own, blocks: [...own.blocks, ...pathTo(location, all), server] }
  const handedOn = block.find(
    ({ name, args }) => name === 'try_files' || (name === 'error_page' && args.some(({ text }) => text === '404')),
  )
  const to = handedOn?.args.at(-1)?.text
  if (!to?.startsWith('@')) return undefined
  const named = all.find(({ kind, directive }) => kind === 'named' && firstArg(directive) === to)
  const there = named && passIn(named.directive.block ?? [])
  return named && there && { ...there, blocks: [...there.blocks, named.directive, server] }
}

/** Also in `if (!-f $request_filename) { … }`, the older way to write `try_files`: there are no files here. */
function passIn(block: readonly Directive[]): Found | undefined {
  const pass = block.find(({ name }) => name === 'proxy_pass')
  if (pass) return { pass, blocks: [] }
  for (const inner of block) {
    const condition = inner.args.map(({ text }) => text).join(' ')
    if (inner.name !== 'if' || !/^\(\s*!-[fde]\s/.test(condition)) continue
    const found = passIn(inner.block ?? [])
    if (found) return { pass: found.pass, blocks: [...found.blocks, inner] }
  }
  return undefined
}
