/** What holds for a route, may change an answer on its way, and could not be tested. Pure. */

import type { BuildFacts, Replacement } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type BodyFilters, bodyFilterOf, markUntested as mark } from '../_kit/untested.ts'
import { hasHttp2Backends } from './backends.ts'
import { emptyGroup } from './balancer-members.ts'
import { arg, type Directive } from './config.ts'
import { includeKey } from './tree.ts'

/** Modules that see the body of an answer, or decide when it is sent. Settings that only name a file or a log are none of them. */
const SEES_BODY: BodyFilters = [
  // What is logged, stored or named changes no answer; what is known of the body is tested where the module is there.
  [
    /^sec(?!ure|ondary|audit|debug|tmp|data|upload|cookie|argument|unicode|pcre|component|server|status|marker|web|sensor|geo)[a-z]+$/,
    'mod_security2',
  ],
  [/^modpagespeed/, 'mod_pagespeed'],
  [/^(bandwidth|forcebandwidthmodule)/, 'mod_bw'],
  [/^qs_/, 'mod_qos'],
  [/^(luaoutputfilter|perloutputfilterhandler|extfilter)/, 'a filter that runs a program'],
]

/**
 * @param replaced what was left out or substituted
 * @param holding the directives that hold for the route
 * @param missing `includeKey` of includes whose file was not given
 * @param passing the line that passes the route's requests on
 * @param top the whole configuration
 */
export function markUntested(
  replaced: readonly Replacement[],
  holding: readonly Directive[],
  {
    missing,
    build,
    passing,
    top,
  }: {
    readonly missing: ReadonlySet<string>
    readonly build: BuildFacts
    readonly passing: Directive
    readonly top: readonly Directive[]
  },
): readonly Replacement[] {
  const own = markEmptyGroup(replaced, passing, top)
  return mark(hasHttp2Backends(build) ? own : markHttp2Backends(own, holding, passing), holding, {
    keyOf: (directive) => [whereOf(directive), directive.key],
    nameOf: (line) => (/^\S*/.exec(line)?.[0] ?? '').toLowerCase(),
    untested: (directive) => untestedIn(directive, missing),
  })
}

/** A route to a group to which nothing adds a server: where that may be in another file, the test upstream is in its place. */
function markEmptyGroup(
  replaced: readonly Replacement[],
  passing: Directive,
  top: readonly Directive[],
): readonly Replacement[] {
  const name = passing.args.flatMap(({ text }) => emptyGroup(text, top) ?? [])[0]
  if (name === undefined) return replaced
  const isTarget = ({ where, was }: Replacement): boolean => where === whereOf(passing) && /balancer:/i.test(was)
  return replaced.map((one) => (isTarget(one) ? { ...one, untested: { kind: 'servers', name } } : one))
}

const PASSES = /^(proxypass(match)?|rewriterule)$/
const HTTP2_BACKEND = /^h2c?:\/\//i

/**
 * Without mod_proxy_http2 the test upstream is reached by mod_proxy_http instead. mod_proxy_http2 delays the response headers and
 * completes an aborted response with an error page.
 */
function markHttp2Backends(
  replaced: readonly Replacement[],
  holding: readonly Directive[],
  passing: Directive,
): readonly Replacement[] {
  // Of the lines that pass requests on only the route's own matters.
  const places = new Set(holding.filter((one) => one === passing || !PASSES.test(one.key)).map(whereOf))
  const isBalanced = holding.some(({ args }) => args.some(({ text }) => /^balancer:\/\//i.test(text)))
  return replaced.map((one) =>
    HTTP2_BACKEND.test(one.was) && (places.has(one.where) || isBalanced)
      ? { ...one, untested: { kind: 'module', name: 'mod_proxy_http2' } }
      : one,
  )
}

/** Modules with one switch for all that they do. */
const SWITCHES: readonly (readonly [names: RegExp, name: string])[] = [
  [/^sec(?!ure)/, 'secruleengine'],
  [/^modpagespeed/, 'modpagespeed'],
]

/**
 * Without the directives of modules that are switched off for the route.
 * @param holding the directives that hold for the route, or may
 * @param innermost those of them that surely hold, the one that wins first
 */
export function withoutSwitchedOff(
  holding: readonly Directive[],
  innermost: readonly Directive[],
): readonly Directive[] {
  const off = SWITCHES.filter(([, name]) => {
    const own = innermost.filter(({ key }) => key === name)
    const others = holding.filter((one) => one.key === name && !own.includes(one))
    return own[0] !== undefined && [own[0], ...others].every((one) => /^(off|unplugged)$/i.test(arg(one)))
  })
  return holding.filter(({ key }) => !off.some(([names]) => names.test(key)))
}

/** Whether it is of a module that sees the body of an answer, and is not switched off. */
export const seesBody = (directive: Directive): boolean => untestedIn(directive, new Set())?.kind === 'module'

function untestedIn(directive: Directive, missing: ReadonlySet<string>): Replacement['untested'] {
  if (missing.has(includeKey(directive))) return { kind: 'include', name: arg(directive) }
  if (/^off$/i.test(arg(directive))) return undefined
  const name = bodyFilterOf(SEES_BODY, directive.key)
  return name === undefined ? undefined : { kind: 'module', name }
}
