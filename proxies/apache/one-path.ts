/** The opposite of a line that stands further out, for one path: the line stays for the rest of the site. Pure. */

import { runAtEnd } from '../../harness/config/run-at-end.ts'
import { mergeChanges, putAfter, putBefore, putInstead } from '../../harness/config/text-edits.ts'
import type { Candidate, Change } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { inOwnFiles } from '../_kit/file-copies.ts'
import { arg, type Directive } from './config.ts'
import { type About, changed, gone, type Scope, textOf } from './scope.ts'
import { walk } from './tree.ts'

/** Filters that a variable turns off. https://httpd.apache.org/docs/2.4/mod/mod_deflate.html, mod_brotli.html */
const OFF_BY_VARIABLE: Readonly<Record<string, string>> = { deflate: 'no-gzip', brotli_compress: 'no-brotli' }
const OUTPUT_FILTER = /^(set|add)outputfilter(bytype)?$/

/** A line for a `<Location>` that takes back what the directive does; undefined where there is none. */
function oppositeOf(directive: Directive): string | undefined {
  const { key, name } = directive
  if (OUTPUT_FILTER.test(key)) {
    const variables = arg(directive)
      .split(';')
      .map((filter) => OFF_BY_VARIABLE[filter.toLowerCase()])
    return variables.length === 1 && variables[0] !== undefined ? `SetEnv ${variables[0]} 1` : undefined
  }
  if (key === 'proxyerroroverride') return `${name} Off`
  if (key === 'cacheenable') return 'CacheDisable on'
  if (key === 'setenv') return `UnsetEnv ${arg(directive)}`
  const forced = directive.args.map(({ text }) => /^(force-proxy-request-1\.0|downgrade-1\.0)\b/i.exec(text)?.[0])
  return /^(setenvif|browsermatch)/.test(key) ? forced.flatMap((one) => (one ? [`UnsetEnv ${one}`] : []))[0] : undefined
}

/**
 * Without the directive, best first: for the route's own path alone where it has one and the directive holds for more; then without the line.
 */
export function off(scope: Scope, directive: Directive, about: About): Candidate[] {
  const path = ownPathOf(scope)
  const wide = withCosts(gone(scope, directive, about), directive)
  if (path === undefined || isWithin(scope, directive, path)) return [wide]
  const back = takenBack(scope, directive, path)
  if (back !== undefined) return [changed(scope, directive, back.title, back.change, about), wide]
  const change = leftOut(scope, directive, path)
  if (change === undefined) return [wide]
  return [changed(scope, directive, `leave ${path} out of \`${textOf(scope, directive)}\``, change, about), wide]
}

/** What changes every response of a site, or answers for it. */
const FOR_ALL = /^(cacheenable|proxyhtmlenable|substitute|(set|add)outputfilter(bytype)?)$/

const withCosts = (candidate: Candidate, { key }: Directive): Candidate =>
  FOR_ALL.test(key)
    ? { ...candidate, costs: `what \`${candidate.setting.says}\` does for everything else that it serves` }
    : candidate

interface TakenBack {
  readonly title: string
  readonly change: Change
}

function takenBack(scope: Scope, directive: Directive, path: string): TakenBack | undefined {
  // By default mod_cache answers before any section is read: there only a line of the server counts.
  if (directive.key === 'cacheenable' && scope.selected.levels.some((level) => level.includes(directive))) {
    const line = `CacheDisable ${path}`
    return { title: `set ${line}`, change: [putAfter(scope.tree, directive, [line])] }
  }
  const line = oppositeOf(directive)
  return line === undefined
    ? undefined
    : { title: `set ${line} for ${path}`, change: inLocation(scope, directive, path, [line]) }
}

/** `early` holds for a whole server only. https://httpd.apache.org/docs/2.4/mod/mod_headers.html#early */
const isLateField = ({ key, args }: Directive): boolean =>
  /^(request)?header$/.test(key) && !args.some(({ text }) => text.toLowerCase() === 'early')

/** The line kept away from one path: for what nothing takes back. An `Off` of ProxyHTMLEnable does not override an `On` around it. */
function leftOut(scope: Scope, directive: Directive, path: string): Change | undefined {
  const isKnown = OUTPUT_FILTER.test(directive.key) || directive.key === 'proxyhtmlenable' || isLateField(directive)
  if (!isKnown || !scope.selected.levels.some((level) => level.includes(directive))) return undefined
  const before = (scope.tree[directive.file] ?? '').slice(0, directive.start)
  const indent = before.slice(before.length - runAtEnd(before, /[ \t]/))
  const excluded = path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const block = `<LocationMatch "^(?!${excluded})">\n${indent}    ${textOf(scope, directive)}\n${indent}</LocationMatch>`
  return [putInstead(directive, block)]
}

/** Undefined for a route that serves a whole site, or whose place is an expression. */
export function ownPathOf({ selected }: Scope): string | undefined {
  const { directive, section: settings } = selected.route
  const section = settings ?? sectionsAround(selected.levels, directive).at(-1)
  const isLiteral =
    section === undefined ? directive.key === 'proxypass' : section.key === 'location' && arg(section) !== '~'
  const path = arg(section ?? directive)
  return isLiteral && path.startsWith('/') && path !== '/' ? path : undefined
}

/** What stands around a directive below its server, outer ones first. */
const sectionsAround = (levels: Scope['selected']['levels'], directive: Directive): Directive[] =>
  [...walk(levels.flat())].filter((one) => one.section !== undefined && [...walk([one])].includes(directive))

/** In a place that serves no more than the path. */
const isWithin = ({ selected }: Scope, directive: Directive, path: string): boolean =>
  sectionsAround(selected.levels, directive).some((one) => one.key === 'location' && arg(one).startsWith(path))

/** Behind the route's own line, or in a section of its own behind all that it has to come after. */
function inLocation(scope: Scope, against: Directive, path: string, lines: readonly string[]): Change {
  const { selected, tree } = scope
  const { directive, section } = selected.route
  const last = section?.section?.at(-1)
  if (last !== undefined && section !== undefined && arg(section) === path) return [putAfter(tree, last, lines)]
  const own = sectionsAround(selected.levels, directive).findLast((one) => one.key === 'location' && arg(one) === path)
  if (own !== undefined) return [putAfter(tree, directive, lines)]
  const level = selected.levels.find((some) => some.includes(directive)) ?? []
  const outer = level.find((one) => [...walk([one])].includes(against))
  const isLater = outer !== undefined && outer.file === directive.file && outer.start > directive.start
  const anchor = isLater ? outer : directive
  return [putAfter(tree, anchor, [`<Location ${path}>`, ...lines.map((line) => `    ${line}`), '</Location>'])]
}

/** @param items what is changed for the whole of a route. @param path below the route's own, and not the same */
export function forOnePath(scope: Scope, items: readonly Candidate[], path: string): Change | undefined {
  const { directive } = scope.selected.route
  const prefix = prefixOf(directive)
  if (!/^\/[\w./-]+$/.test(path) || items.length === 0) return undefined
  if (prefix === undefined || !path.startsWith(prefix) || path.length <= prefix.length + 1) return undefined
  // A second line for a path has no effect, or one on what is there.
  if ([...walk(scope.selected.levels.flat())].some((one) => one !== directive && isFor(one, path))) return undefined
  const changes = items.map(({ setting, title }): Change | undefined => {
    const time = /^set (?:timeout=|ProxyTimeout )(\d+)/.exec(title)?.[1]
    if (time !== undefined) return ownPass(scope, directive, { path, prefix, time })
    const line = scope.directives.find((one) => whereOf(one) === setting.where && one.name === setting.name)
    if (line === undefined) return undefined
    return takenBack(scope, line, path)?.change ?? leftOut(scope, line, path)
  })
  const known = changes.filter((change) => change !== undefined)
  const merged = known.length < changes.length ? undefined : mergeChanges(known)
  return merged && inOwnFiles(merged)
}

const isFor = (one: Directive, path: string): boolean =>
  ['proxypass', 'location'].includes(one.key) && arg(one).replace(/\/$/, '') === path.replace(/\/$/, '')

/** The path that a route of the server, not of a section, begins with: `/ha/` of `ProxyPass /ha/` and of `RewriteRule ^/ha/(.*)`. */
function prefixOf(directive: Directive): string | undefined {
  if (directive.key === 'proxypass' && directive.args.length > 1) return arg(directive)
  return directive.key === 'rewriterule' ? /^\^?(\/(?:[\w-]+\/)*)\(\.[*+]\)\$?$/.exec(arg(directive))?.[1] : undefined
}

interface OnePath {
  readonly path: string
  readonly prefix: string
  readonly time: string
}

/** The route's line once more, for a path below it: its address is longer by the same. */
function ownPass({ tree }: Scope, directive: Directive, { path, prefix, time }: OnePath): Change | undefined {
  const isPass = directive.key === 'proxypass'
  // A path is put behind the address: both end in a slash, or neither does.
  if (!isPass || prefix.endsWith('/') !== (directive.args[1]?.text.endsWith('/') ?? false)) return undefined
  const written = directive.args.map(({ file, start, end }) => (tree[file] ?? '').slice(start, end))
  const [, target = '', ...rest] = written
  const longer = target.replace(/["']?$/, (quote) => `${path.slice(prefix.length)}${quote}`)
  const others = rest.filter((word) => !/^timeout=/i.test(word))
  const line = [directive.name, path, longer, ...others, `timeout=${time}`].join(' ')
  return [putBefore(tree, directive, [line])]
}
