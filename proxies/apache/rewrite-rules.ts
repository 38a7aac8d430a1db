/**
 * The effect of a virtual host's rewrite rules on one request, in their order, before anything else passes it on. Pure.
 * https://httpd.apache.org/docs/2.4/rewrite/flags.html, and `apply_rewrite_list` of mod_rewrite.c
 */

import { execute } from '../../harness/config/safe-regexp.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Client, variableOf } from './client.ts'
import { clientGuardRules } from './client-guards.ts'
import { arg, type Directive } from './config.ts'
import { flagsOf, isNegated, passesOn, patternOf } from './places.ts'
import { replaceVariables } from './replace-variables.ts'
import { hold } from './rewrite-conditions.ts'
import { tlsGuardRules } from './tls-redirects.ts'

export interface RewriteRule {
  readonly directive: Directive
  readonly conditions: readonly Directive[]
  readonly pattern: RegExp
  /** With the flag [C]: where it does not match, the next one is skipped too. */
  readonly isChained: boolean
}

export interface Ruled {
  /** As seen by what follows the rules. */
  readonly path: string
  /** The rule that passes the request on. */
  readonly passing?: Directive
  /** The rule that answers itself, or makes a file's name of the path: nothing else passes the request on. */
  readonly ending?: Directive
}

/** Maximum number of restarts by `[N]`. */
const MAX_ROUNDS = 10

/** @param directives the main server's and the virtual host's; rules in sections come later */
export function rulesOf(directives: readonly Directive[]): readonly RewriteRule[] {
  const engine = directives.findLast(({ key }) => key === 'rewriteengine')
  if (engine === undefined || !/^on$/i.test(arg(engine))) return []
  const guards = new Set([...tlsGuardRules(directives), ...clientGuardRules(directives)])
  let conditions: Directive[] = []
  return directives.flatMap((directive): RewriteRule[] => {
    if (directive.key === 'rewritecond') conditions.push(directive)
    if (directive.key !== 'rewriterule') return []
    const own = conditions
    conditions = []
    const pattern = patternOf(directive)
    if (pattern === undefined || guards.has(directive)) return []
    return [{ directive, conditions: own, pattern, isChained: isFlagged(directive, /^(C|chain)$/i) }]
  })
}

export function applyRules(rules: readonly RewriteRule[], path: string, clientOf: (path: string) => Client): Ruled {
  let current = path
  let changing: Directive | undefined
  let rounds = 0
  for (let at = 0; at < rules.length; at++) {
    const rule = rules[at]
    if (rule === undefined) break
    const { directive, conditions, pattern } = rule
    const found = execute(pattern, current)
    const fits = (found === null) === isNegated(directive)
    if (!fits || (conditions.length > 0 && !hold(conditions, clientOf(current)))) {
      while (rules[at]?.isChained) at++
      continue
    }
    if (passesOn(directive)) return { path: current, passing: directive }
    const to = arg(directive, 1)
    if (isFlagged(directive, ANSWERS) || /^[a-z][a-z0-9+.-]*:\/\//i.test(to))
      return { path: current, ending: directive }
    if (to !== '-') {
      current = filled(directive, found ?? [], clientOf(current))
      changing = directive
    }
    if (isFlagged(directive, /^(PT|passthrough)$/i)) return { path: current }
    if (isFlagged(directive, /^(L|last|END)$/i)) break
    if (isFlagged(directive, /^(N|next)(=|$)/i) && ++rounds < MAX_ROUNDS) at = -1
    at += skipped(directive)
  }
  return changing === undefined ? { path: current } : { path: current, ending: changing }
}

/** Forbidden, gone, and a redirect or another status. */
const ANSWERS = /^(F|forbidden|G|gone|R|redirect)(=|$)/i

const isFlagged = (rule: Directive | undefined, flag: RegExp): boolean =>
  rule !== undefined && flagsOf(rule).some((one) => flag.test(one))

const skipped = (rule: Directive): number =>
  Number(
    flagsOf(rule)
      .map((flag) => /^(?:S|skip)=(\d+)$/i.exec(flag)?.[1])
      .find((number) => number !== undefined) ?? 0,
  )

/** What the text does not determine is omitted. */
const filled = (rule: Directive, found: readonly string[], client: Client): string =>
  replaceVariables(
    arg(rule, 1),
    /\$(\d)|%\{([^}]*)\}|[$%](?:\d|\{[^}]*\})/g,
    (_, digit, name) => (digit === undefined ? (variableOf(name ?? '', client) ?? '') : (found[Number(digit)] ?? '')),
    // The same groups.
    /\$(\d)|%\d()/g,
    whereOf(rule),
  ).replace(/\?.*$/s, '')
