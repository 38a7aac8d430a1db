/** What holds for a route, may change an answer on its way, and could not be tested. Pure. */

import type { Replacement } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type BodyFilters, bodyFilterOf, markUntested as mark } from '../_kit/untested.ts'
import { type Directive, firstArg } from './config.ts'
import { moduleOf } from './modules.ts'
import { ownerOf } from './packages.ts'
import { UNFILLED } from './timers.ts'

/** Modules that see the body of an answer, or decide when it is sent. */
const SEES_BODY: BodyFilters = [
  [/^modsecurity/, 'ModSecurity'],
  [/^coraza/, 'Coraza'],
  [/^(pagespeed|app_protect|naxsi)/, 'a module that rewrites or inspects answers'],
  [/^((body|header)_filter_by_lua|lua_\w*filter)/, 'the Lua module'],
  [/^js_(body|header)_filter$/, 'the njs module'],
  [/^(subs|sub)_filter|^(brotli|zstd)(_|$)|^image_filter|^xslt_|^srcache_|^echo_|^slice$|^perl/, ''],
]

/**
 * @param replaced what was left out or substituted
 * @param holding the directives that hold for the route
 * @param missing includes whose file was not given
 * @param absent modules that are loaded from a file and are not there
 */
export function markUntested(
  replaced: readonly Replacement[],
  holding: readonly Directive[],
  missing: ReadonlySet<Directive>,
  absent: readonly string[],
): readonly Replacement[] {
  const isOff = switchedOffIn(holding)
  const listens = holding.filter(({ name }) => name === 'listen')
  const isHttp3Only = listens.length > 0 && listens.every(isHttp3)
  const isValued = new Set(replaced.filter(isUnfilled).map(({ where }) => where))
  return mark(replaced, holding, {
    keyOf: (directive) => [whereOf(directive), directive.name],
    nameOf: (line) => /^[^\s;{]*/.exec(line)?.[0] ?? '',
    untested(directive) {
      if (isHttp3Only && directive.name === 'listen') return { kind: 'protocol', name: 'HTTP/3' }
      if (isValued.has(whereOf(directive)) && !OF_ADDRESSES.test(directive.name) && UNFILLED.test(textOf(directive)))
        return { kind: 'value', name: textOf(directive) }
      return isOff(directive) ? undefined : untestedIn(directive, missing, absent)
    },
  })
}

/** A setting that was left out, so that the default holds here, because a variable in it has no value. */
const OF_ADDRESSES = /^(resolver|set_real_ip_from|proxy_bind)$/
const isUnfilled = ({ is, was }: Replacement): boolean => is === '' && UNFILLED.test(was)
const textOf = ({ name, args }: Directive): string => [name, ...args.map(({ text }) => text)].join(' ')

const isHttp3 = ({ args }: Directive): boolean => args.some(({ text }) => text === 'quic')

/** Modules with one switch for all that they do; that of the innermost level holds. */
const SWITCH = /^(modsecurity|coraza|pagespeed|brotli|zstd)(?=_|$)/

/** @param holding innermost level first */
function switchedOffIn(holding: readonly Directive[]): (directive: Directive) => boolean {
  const switches = new Map<string, boolean>()
  for (const directive of holding) {
    const { name } = directive
    if (SWITCH.exec(name)?.[1] === name && !switches.has(name))
      switches.set(name, /^(off|unplugged)$/.test(firstArg(directive)))
  }
  return ({ name }) => switches.get(SWITCH.exec(name)?.[1] ?? '') === true
}

function untestedIn(
  directive: Directive,
  missing: ReadonlySet<Directive>,
  absent: readonly string[],
): Replacement['untested'] {
  if (missing.has(directive)) return { kind: 'include', name: firstArg(directive) }
  if (/^(off|unplugged)$/.test(firstArg(directive))) return undefined
  const title = bodyFilterOf(SEES_BODY, directive.name)
  const owner = ownerOf(directive.name, absent)
  if (owner !== undefined) return { kind: 'module', name: owner }
  if (title === undefined) return undefined
  return { kind: 'module', name: title || (moduleOf(directive.name) ?? directive.name) }
}
