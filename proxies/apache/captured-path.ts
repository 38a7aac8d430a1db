/**
 * Whether what a rule captures from a request can directly follow an address: only a path may, since anything else could become a
 * port or a host.
 */

import { arg, type Directive } from './config.ts'
import { alwaysBeginsWithSlash, beginsWithSlash } from './leading-slash.ts'
import { flagsOf } from './places.ts'

/**
 * @param rest of a target, what follows its address: `$1` and a path
 * @param within the sections around the directive, the innermost last
 */
export function isCapturedPath(rest: string, directive: Directive, within: readonly Directive[]): boolean {
  const [, group] = /^\$(\d)(?:\/.*)?$/s.exec(rest) ?? []
  const pattern = patternOf(directive, within)
  // With [B=…] the slash itself may be escaped.
  const isEscaped = directive.key === 'rewriterule' && flagsOf(directive).some((flag) => /^b/i.test(flag))
  if (group === undefined || pattern === undefined || isEscaped) return false
  return (takesQuery(directive) ? alwaysBeginsWithSlash : beginsWithSlash)(pattern, Number(group))
}

/**
 * Whether a rule appends the query of a request to its target unchanged: `http://host` and `?@other/` give another host.
 * mod_rewrite does so with [NE], also in a section, where rules run after everything else that checks a target.
 */
export const takesQuery = (directive: Directive): boolean =>
  directive.key === 'rewriterule' && flagsOf(directive).some((flag) => /^(ne|noescape)$/i.test(flag))

/** The regular expression whose groups a target refers to. */
function patternOf(directive: Directive, within: readonly Directive[]): string | undefined {
  const { key } = directive
  if (key === 'rewriterule') return arg(directive).startsWith('!') ? undefined : arg(directive)
  if (key === 'proxypass') return arg(directive) === '~' ? arg(directive, 1) : undefined
  if (key !== 'proxypassmatch') return undefined
  const section = within.findLast(({ key }) => key === 'locationmatch' || key === 'location')
  return section === undefined ? arg(directive) : section.args.at(-1)?.text
}
