/** Which paths a virtual server proxies, and by which directive. */

import { samplePath } from '../../harness/config/path-from-regexp.ts'
import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'
import { asFolder, requestPath } from '../_kit/route-paths.ts'
import { tooMany } from '../_kit/too-many.ts'
import { type Client, STREAM } from './client.ts'
import { clientFor } from './client-variables.ts'
import { arg, type Directive } from './config.ts'
import { hold } from './rewrite-conditions.ts'

export interface Place {
  /** ProxyPass, ProxyPassMatch or RewriteRule. */
  readonly directive: Directive
  /** A path, of which the entry answers everything below; or an expression. */
  readonly path: string | RegExp
  /** As it is written. */
  readonly name: string
  /** Where it passes to; `!`: nowhere. */
  readonly target: string
  /** In a Location, which comes before what is outside, and of which the last one holds. */
  readonly isInner: boolean
  /** Of a RewriteRule. */
  readonly conditions?: readonly Directive[]
  /** Of a RewriteRule in a Location: that one's path. */
  readonly within?: string | RegExp
}

export interface Route {
  /** Ends in `/`, but for an expression that matches no longer path. */
  readonly path: string
  /** As it is written: `ProxyPass /api`, `<Location /api>`, `RewriteRule ^/(.*)`. */
  readonly name: string
  readonly directive: Directive
  readonly target: string
}

/** More of them than anybody writes, and few enough to try each path on each. */
const MOST = 2000

/**
 * Everything that proxies, each with one path that leads there.
 * @param directives the main server's and the virtual host's, in this order, without conditional sections
 * @param preferred paths that are tried before those that the entries are written with
 * @param accept of the client
 */
export function routesOf(
  directives: readonly Directive[],
  preferred: readonly string[] = [],
  accept = STREAM,
): readonly Route[] {
  const entries = placesOf(directives)
  const beyond = entries[MOST]?.directive
  if (beyond) throw tooMany(MOST, 'places that proxy', beyond)
  const clientOf: ClientOf = (path) => clientFor(directives, path, accept)
  const routes: Route[] = []
  const add = (path: string | undefined, asked: string | undefined) => {
    const route = path && asked && routeIn(entries, path, asked, clientOf)
    if (route && !routes.some(({ directive }) => directive === route.directive)) routes.push(route)
  }
  const samples = entries.flatMap(samplesFor)
  for (const sample of [...preferred, ...samples]) {
    const path = sample === undefined ? undefined : asFolder(sample)
    add(path, path && requestPath(path))
  }
  for (const path of samples) add(path, path)
  return routes
}

/** Of a rule also what its conditions ask the path to be. */
export function samplesFor({ path, conditions = [], within }: Place): (string | undefined)[] {
  // Every path of a request begins with a slash.
  if (typeof path === 'string') return path.startsWith('/') ? [path] : []
  const asked = conditions.filter((each) => /^%\{REQUEST_URI\}$/i.test(arg(each)) && !/^[!=<>-]/.test(arg(each, 1)))
  const regexes = [path, ...asked.slice(0, 10).flatMap((each) => readRegExp(arg(each, 1), false) ?? [])]
  const place = typeof within === 'string' ? [within] : within === undefined ? [] : [samplePath(within)]
  return [...place, ...regexes.map(samplePath)]
}

/** The route that a given path takes, where that is proxied. */
export function routeFor(directives: readonly Directive[], path: string, accept = STREAM): Route | undefined {
  const clientOf: ClientOf = (asked) => clientFor(directives, asked, accept)
  return routeIn(placesOf(directives), path, requestPath(path), clientOf)
}

type ClientOf = (path: string) => Client

function routeIn(entries: readonly Place[], path: string, asked: string, clientOf: ClientOf): Route | undefined {
  const matching = entries.filter((entry) => covers(entry, asked, clientOf))
  // mod_rewrite comes before mod_proxy, which then leaves the request as it is: the host's rules first, then those of sections.
  const rules = matching.filter(({ conditions }) => conditions !== undefined)
  const rule = rules.find(({ isInner }) => !isInner) ?? rules[0]
  const entry = rule ?? matching.findLast(({ isInner }) => isInner) ?? matching[0]
  return entry === undefined || entry.target === '!'
    ? undefined
    : { path, name: entry.name, directive: entry.directive, target: entry.target }
}

export function placesOf(directives: readonly Directive[], location?: string | RegExp, within?: Directive): Place[] {
  let conditions: Directive[] = []
  const engine = directives.findLast(({ key }) => key === 'rewriteengine')
  const isRewriting = engine === undefined || /^on$/i.test(arg(engine))
  return directives.flatMap((directive): Place[] => {
    const { key, section } = directive
    const isInner = location !== undefined
    const first = `${directive.name} ${arg(directive)}`
    const name = within ? `<${within.name} ${within.args.map(({ text }) => text).join(' ')}>` : first
    if (key === 'rewritecond') conditions.push(directive)
    if (key === 'rewriterule') {
      const own = conditions
      conditions = []
      const path = readRegExp(
        arg(directive),
        flagsOf(directive).some((flag) => /^(NC|nocase)$/i.test(flag)),
      )
      if (!path || !passesOn(directive) || !isRewriting) return []
      const rule = { directive, name: first, path, target: arg(directive, 1), isInner, conditions: own }
      return [location === undefined ? rule : { ...rule, within: location }]
    }
    if (key === 'proxypass' || key === 'proxypassmatch') {
      if (isInner) return [{ directive, name, path: location, target: arg(directive), isInner }]
      const path = key === 'proxypass' ? arg(directive) : readRegExp(arg(directive), false)
      return path ? [{ directive, name, path, target: arg(directive, 1), isInner }] : []
    }
    if (section === undefined || (key !== 'location' && key !== 'locationmatch')) return []
    const isMatch = key === 'locationmatch' || arg(directive) === '~'
    const path = isMatch ? readRegExp(directive.args.at(-1)?.text ?? '', false) : arg(directive)
    return path === undefined ? [] : placesOf(section, path, directive)
  })
}

export const flagsOf = (directive: Directive): string[] =>
  arg(directive, 2)
    .replace(/[[\]]/g, '')
    .split(',')
    .map((flag) => flag.trim())

/** A RewriteRule that makes a proxied request. */
export const passesOn = (rule: Directive): boolean => flagsOf(rule).some((flag) => /^(P|proxy)(=|$)/i.test(flag))

/** `/a` answers `/a` and what is below; `/a/` only what is below. */
function covers({ path, conditions = [], within }: Place, asked: string, clientOf: ClientOf): boolean {
  if (within !== undefined && !isBelow(within, asked)) return false
  if (typeof path !== 'string')
    return matches(path, asked) && (conditions.length === 0 || hold(conditions, clientOf(asked)))
  return isBelow(path, asked)
}

const isBelow = (path: string | RegExp, asked: string): boolean =>
  typeof path === 'string'
    ? asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`)
    : matches(path, asked)
