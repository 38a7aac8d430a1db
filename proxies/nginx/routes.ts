/** Which location answers a path, as nginx chooses it, and which of them proxy. */

import { samplePath } from '../../harness/sample-path.ts'
import { type Directive, firstArg } from './config.ts'

/** Stands for what a client asks for below a route's path. */
const BELOW = 'k3v9q7/stream'

interface Location {
  readonly directive: Directive
  readonly kind: 'exact' | 'prefix' | 'prefix-final' | 'regex' | 'named'
  readonly text: string
  readonly regex: RegExp | undefined
  readonly inner: readonly Location[]
}

export interface Route {
  /** Ends in `/`, but for a location that matches no longer path. */
  readonly path: string
  /** Blocks that its settings come from, innermost first, the server last. */
  readonly blocks: readonly Directive[]
}

/** The route for `/sse/` where that is proxied, else the first proxied one that has paths below it, else an exact one. */
export function routeOf(server: Directive): Route | undefined {
  const block = server.block ?? []
  // Such a server answers everything by itself.
  if (block.some(({ name }) => name === 'return')) return undefined
  const locations = locationsIn(block)
  const proxiedAt = (path: string): readonly Directive[] | undefined => {
    const chosen = choose(locations, path)
    return chosen && proxying(chosen, locations, server)
  }
  const folders = flatten(locations).flatMap((location) => {
    if (location.kind === 'prefix' || location.kind === 'prefix-final') return [asFolder(location.text)]
    const sample = location.regex && samplePath(location.regex)
    return sample === undefined ? [] : [asFolder(sample)]
  })
  for (const path of ['/sse/', ...folders]) {
    const blocks = proxiedAt(path + BELOW)
    if (blocks) return { path, blocks }
  }
  for (const { kind, text, regex } of flatten(locations)) {
    const path = regex ? samplePath(regex) : kind === 'exact' ? text : undefined
    const blocks = path && proxiedAt(path)
    if (path && blocks) return { path, blocks }
  }
  return undefined
}

const asFolder = (path: string): string => (path.endsWith('/') ? path : `${path}/`)
const flatten = (locations: readonly Location[]): Location[] =>
  locations.flatMap((location) => [location, ...flatten(location.inner)])

function locationsIn(block: readonly Directive[]): Location[] {
  return block.filter(({ name, block }) => name === 'location' && block).map(readLocation)
}

/** The modifier may be a word of its own or stand before the path. */
function readLocation(directive: Directive): Location {
  const given = directive.args.map(({ text }) => text).join('')
  const [, modifier = '', text = ''] = /^(=|\^~|~\*|~|@)?(.*)$/s.exec(given) ?? []
  const kind = ({ '=': 'exact', '^~': 'prefix-final', '~': 'regex', '~*': 'regex', '@': 'named' } as const)[modifier]
  return {
    directive,
    kind: kind ?? 'prefix',
    text,
    regex: kind === 'regex' ? toRegExp(text, modifier === '~*') : undefined,
    inner: locationsIn(directive.block ?? []),
  }
}

/** PCRE and JavaScript agree on what locations use; an expression that JavaScript cannot read matches nothing here. */
export function toRegExp(source: string, ignoreCase: boolean): RegExp | undefined {
  const inline = source.startsWith('(?i)')
  try {
    return new RegExp(inline ? source.slice(4) : source, ignoreCase || inline ? 'i' : '')
  } catch {
    return undefined
  }
}

/** http://nginx.org/en/docs/http/ngx_http_core_module.html#location */
function choose(locations: readonly Location[], path: string): Location | undefined {
  const exact = locations.find(({ kind, text }) => kind === 'exact' && text === path)
  if (exact) return exact
  const longest = locations
    .filter(({ kind, text }) => (kind === 'prefix' || kind === 'prefix-final') && path.startsWith(text))
    .reduce<Location | undefined>(
      (best, next) => (best && best.text.length >= next.text.length ? best : next),
      undefined,
    )
  const inner = longest && choose(longest.inner, path)
  if (inner?.kind === 'exact' || inner?.kind === 'regex' || longest?.kind === 'prefix-final') return inner ?? longest
  const regex = locations.find((location) => location.regex?.test(path))
  if (regex) return choose(regex.inner, path) ?? regex
  return inner ?? longest
}

/** The blocks that hold for a location that proxies, itself or through `try_files … @name` or `error_page 404 = @name`. */
function proxying(location: Location, all: readonly Location[], server: Directive): readonly Directive[] | undefined {
  const block = location.directive.block ?? []
  if (block.some(({ name }) => name === 'internal' || name === 'return')) return undefined
  if (block.some(({ name }) => name === 'proxy_pass')) return [...pathTo(location, all), server]
  const handedOn = block.find(
    ({ name, args }) => name === 'try_files' || (name === 'error_page' && args.some(({ text }) => text === '404')),
  )
  const to = handedOn?.args.at(-1)?.text
  if (!to?.startsWith('@')) return undefined
  const named = all.find(({ kind, directive }) => kind === 'named' && firstArg(directive) === to)
  const proxies = named?.directive.block?.some(({ name }) => name === 'proxy_pass')
  return named && proxies ? [named.directive, server] : undefined
}

/** The location's own block first, then those around it. */
function pathTo(location: Location, all: readonly Location[]): Directive[] {
  for (const outer of all) {
    if (outer === location) return [location.directive]
    const path = pathTo(location, outer.inner)
    if (path.length > 0) return [...path, outer.directive]
  }
  return []
}
