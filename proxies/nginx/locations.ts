/** Which location nginx selects for a path. */

import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'
import { tooMany } from '../_kit/too-many.ts'
import type { Directive } from './config.ts'

export interface Location {
  readonly directive: Directive
  readonly kind: 'exact' | 'prefix' | 'prefix-final' | 'regex' | 'named'
  readonly text: string
  readonly regex: RegExp | undefined
  /** The path of the location around it, without a slash at its end. */
  readonly within: string
  readonly inner: readonly Location[]
}

/** Maximum number of locations; each path is tried on each of them. */
const MAX = 2000

export const flatten = (locations: readonly Location[]): readonly Location[] =>
  locations.flatMap((location) => [location, ...flatten(location.inner)])

/** @throws SseCompatError `bad-config` where there are too many */
export function locationsIn(block: readonly Directive[], within = ''): readonly Location[] {
  const found = block.filter(({ name, block }) => name === 'location' && block)
  const beyond = found[MAX]
  if (beyond) throw tooMany(MAX, 'locations in one server', beyond)
  return found.map((directive) => readLocation(directive, within))
}

/** The modifier may be a word of its own or stand before the path. */
function readLocation(directive: Directive, within: string): Location {
  const given = directive.args.map(({ text }) => text).join('')
  const [, modifier = '', text = ''] = /^(=|\^~|~\*|~|@)?(.*)$/s.exec(given) ?? []
  const kind = ({ '=': 'exact', '^~': 'prefix-final', '~': 'regex', '~*': 'regex', '@': 'named' } as const)[modifier]
  return {
    directive,
    kind: kind ?? 'prefix',
    text,
    regex: kind === 'regex' ? readRegExp(text, modifier === '~*') : undefined,
    within,
    inner: locationsIn(directive.block ?? [], kind === undefined ? text.replace(/\/$/, '') : within),
  }
}

/** http://nginx.org/en/docs/http/ngx_http_core_module.html#location */
export function choose(locations: readonly Location[], path: string): Location | undefined {
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
  const regex = locations.find((location) => location.regex && matches(location.regex, path))
  if (regex) return choose(regex.inner, path) ?? regex
  return inner ?? longest
}

/** What makes nginx redirect to a location whose path ends with `/` (`auto_redirect` in its source): each module that passes requests on. */
const PASSES = /^(proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$/

/**
 * The location that a request without its last `/` is redirected to, before any expression is tried: nginx answers with 301.
 * http://nginx.org/en/docs/http/ngx_http_core_module.html#location
 */
export function redirectsToSlash(locations: readonly Location[], path: string): Location | undefined {
  const prefixes = locations.filter(({ kind }) => kind === 'prefix' || kind === 'prefix-final')
  const isExact = locations.some(({ kind, text }) => kind === 'exact' && text === path)
  if (isExact) return undefined
  const longest = prefixes
    .filter(({ text }) => path.startsWith(text))
    .sort((a, b) => b.text.length - a.text.length)
    .at(0)
  const found = locations.find(
    ({ kind, text, directive }) =>
      (kind === 'exact' || kind === 'prefix' || kind === 'prefix-final') &&
      text === `${path}/` &&
      directive.block?.some(({ name }) => PASSES.test(name)) === true,
  )
  if (found !== undefined && longest?.text !== path) return found
  return longest && redirectsToSlash(longest.inner, path)
}

/** The location's own block first, then those around it. */
export function pathTo(location: Location, all: readonly Location[]): readonly Directive[] {
  for (const outer of all) {
    if (outer === location) return [location.directive]
    const path = pathTo(location, outer.inner)
    if (path.length > 0) return [...path, outer.directive]
  }
  return []
}
