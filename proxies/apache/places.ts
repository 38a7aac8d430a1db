/** The lines of a configuration that pass requests on, and for which paths. Pure. */

import { samplePath } from '../../harness/config/path-from-regexp.ts'
import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'
import { oncePerObject } from '../_kit/once-per-object.ts'
import { arg, type Directive } from './config.ts'
import { globRegExp, isGlob } from './glob.ts'

/** Text stands for a path and everything below it. */
export type PathPattern = string | RegExp

export interface Place {
  /** ProxyPass, ProxyPassMatch or RewriteRule. */
  readonly directive: Directive
  readonly path: PathPattern
  /** As it is written. */
  readonly name: string
  /** Where it passes to; `!`: nowhere. */
  readonly target: string
  /** The path of the Location around it. Such a place comes before what is outside, and the last one holds. */
  readonly within?: PathPattern
  /** Of a RewriteRule. */
  readonly conditions?: readonly Directive[]
  /** Of a RewriteRule whose expression begins with `!`: it is for every path that does not match. */
  readonly isNegated?: boolean
  /** Of a RewriteRule where no `RewriteEngine On` holds: it does nothing. */
  readonly isOff?: boolean
}

interface Section {
  readonly directive: Directive
  readonly within: PathPattern
  readonly isRewriting: boolean
}

/** @param directives the main server's and the virtual host's, in this order, without conditional sections */
export function placesOf(directives: readonly Directive[], around?: Section): Place[] {
  let conditions: Directive[] = []
  const engine = directives.findLast(({ key }) => key === 'rewriteengine')
  const isRewriting = engine === undefined ? around?.isRewriting === true : /^on$/i.test(arg(engine))
  return directives.flatMap((directive): Place[] => {
    const { key, section } = directive
    if (key === 'rewritecond') conditions.push(directive)
    if (key === 'rewriterule') {
      const own = conditions
      conditions = []
      return ruleOf(directive, own, isRewriting, around)
    }
    if (key === 'proxypass' || key === 'proxypassmatch') return passOf(directive, around)
    if (section === undefined || (key !== 'location' && key !== 'locationmatch')) return []
    const within = withinOf(directive)
    return within === undefined ? [] : placesOf(section, { directive, within, isRewriting })
  })
}

function ruleOf(
  directive: Directive,
  conditions: readonly Directive[],
  isRewriting: boolean,
  around: Section | undefined,
): Place[] {
  const path = patternOf(directive)
  if (path === undefined || !passesOn(directive)) return []
  return [
    {
      directive,
      name: `${directive.name} ${arg(directive)}${around === undefined ? '' : ` in ${nameOf(around.directive)}`}`,
      path,
      target: arg(directive, 1),
      conditions,
      ...(around === undefined ? {} : { within: around.within }),
      ...(isNegated(directive) ? { isNegated: true } : {}),
      ...(isRewriting ? {} : { isOff: true }),
    },
  ]
}

/**
 * `ProxyPass ~` takes an expression. In a Location the path is the section's: ProxyPass reads it as an expression where it has `*`, `?` or
 * `[…]`, and otherwise letter by letter, also in a LocationMatch. Measured with Apache 2.4.
 */
function passOf(directive: Directive, around: Section | undefined): Place[] {
  const isMatch = directive.key === 'proxypassmatch'
  if (around) {
    const written = around.directive.args.at(-1)?.text ?? ''
    const path = isMatch || isGlob(written) ? readRegExp(written, false) : written
    const { within } = around
    return path === undefined
      ? []
      : [{ directive, name: nameOf(around.directive), path, target: arg(directive), within }]
  }
  const isMarked = !isMatch && arg(directive) === '~'
  const at = isMarked ? 1 : 0
  const path = isMatch || isMarked ? readRegExp(arg(directive, at), false) : arg(directive)
  const name = [directive.name, ...directive.args.slice(0, at + 1).map(({ text }) => text)].join(' ')
  return path ? [{ directive, name, path, target: arg(directive, at + 1) }] : []
}

export const nameOf = ({ name, args }: Directive): string => `<${name} ${args.map(({ text }) => text).join(' ')}>`

/** The requests that a section is for. */
export function withinOf(section: Directive): PathPattern | undefined {
  const written = section.args.at(-1)?.text ?? ''
  if (section.key === 'locationmatch' || arg(section) === '~') return readRegExp(written, false)
  return isGlob(written) ? globRegExp(written) : written
}

/** Of a RewriteRule or a RewriteCond. */
export const ignoresCase = (directive: Directive): boolean =>
  flagsOf(directive).some((flag) => /^(NC|nocase)$/i.test(flag))

/** Of a RewriteRule; without its `!`. */
export const patternOf = oncePerObject((rule: Directive): RegExp | undefined =>
  readRegExp(arg(rule).replace(/^!/, ''), ignoresCase(rule)),
)

export const isNegated = (rule: Directive): boolean => arg(rule).startsWith('!')

export const flagsOf = oncePerObject((directive: Directive): readonly string[] =>
  arg(directive, 2)
    .replace(/[[\]]/g, '')
    .split(',')
    .map((flag) => flag.trim()),
)

/** A RewriteRule that makes a proxied request. */
export const passesOn = (rule: Directive): boolean => flagsOf(rule).some((flag) => /^(P|proxy)(=|$)/i.test(flag))

/** `/a` takes in `/a` and what is below; `/a/` only what is below. */
export const isBelow = (path: PathPattern, asked: string): boolean =>
  typeof path === 'string'
    ? asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`)
    : matches(path, asked)

/** Paths that may lead to a place; of a rule also what its conditions ask the path to be. */
export function samplesFor({ path, conditions = [], within, isNegated }: Place): readonly string[] {
  const around = within === undefined ? [] : [typeof within === 'string' ? within : samplePath(within)]
  const asked = conditions.filter((each) => /^%\{REQUEST_URI\}$/i.test(arg(each)) && !/^[!=<>-]/.test(arg(each, 1)))
  const wanted = asked.slice(0, 10).flatMap((each) => readRegExp(arg(each, 1), false) ?? [])
  const own = typeof path === 'string' ? path : isNegated ? '/' : samplePath(path)
  // Every path of a request begins with a slash.
  return [...around, own, ...wanted.map(samplePath)]
    .filter((one) => one !== undefined)
    .filter((one) => one.startsWith('/'))
}
