/**
 * What is set for some paths and passes nothing on itself, below a `ProxyPass /`: sections such as `<Location /events>` with
 * `SetEnv no-gzip 1`, and lines such as `SetEnvIf Request_URI ^/events no-gzip`. What holds there differs from what holds beside it, so that such a path is a route of its own. Pure.
 */

import { readRegExp } from '../../harness/config/safe-regexp.ts'
import { arg, type Directive } from './config.ts'
import { globRegExp } from './glob.ts'
import { flagsOf, ignoresCase, isNegated, nameOf, type PathPattern, passesOn, patternOf, withinOf } from './places.ts'
import { walk } from './tree.ts'

export interface SettingsSection {
  readonly directive: Directive
  readonly within: PathPattern
  /** As it is written. */
  readonly name: string
}

/** What a stream notices: filters, compression, caches, inspection, and how the request reaches the application. */
const OF_STREAMS =
  /^((set|add|remove)(input|output)filter|addoutputfilterby|filter(chain|declare|provider)$|deflate|brotli|cache|sec[a-z]|proxyhtml|substitute|outputsed|expires|xbithack|modpagespeed|luaoutputfilter|extfilter|qs_|bandwidth)/
const VARIABLE = /^(!?no-(gzip|brotli|cache)|gzip-only-text\/html|proxy-|rate-|force-|downgrade-|nokeepalive|filter-)/i
const FIELD = /^(accept|cache-control|connection|content-(encoding|length|type)|last-event-id|te|vary|x-accel-)/i
const ENVIRONMENT = /^(setenv|unsetenv|setenvif|setenvifnocase|setenvifexpr|browsermatch|browsermatchnocase)$/
/** Answers by itself. */
const ANSWERS = /^(sethandler|redirect(match|permanent|temp)?|proxypass(match)?)$/

/** @param directives the main server's and the virtual host's, in this order, without conditional sections */
export function settingsSections(directives: readonly Directive[]): readonly SettingsSection[] {
  return [...directives.flatMap(sectionOf), ...variableLines(directives)]
}

function sectionOf(section: Directive): readonly SettingsSection[] {
  const isIf = section.key === 'if' || section.key === 'elseif'
  if (!isIf && section.key !== 'location' && section.key !== 'locationmatch') return []
  const within = isIf ? pathsIn(arg(section)) : [withinOf(section)]
  const inside = [...walk(section.section ?? [])]
  if (!inside.some(isOfStreams) || inside.some(answers)) return []
  return within.flatMap((one) =>
    one === undefined ? [] : [{ directive: section, within: one, name: nameOf(section) }],
  )
}

/** `SetEnvIf Request_URI`, `SetEnvIfExpr` and `RewriteRule … [E=…]` that set a variable of streams for some paths. */
function variableLines(directives: readonly Directive[]): readonly SettingsSection[] {
  const engine = directives.findLast(({ key }) => key === 'rewriteengine')
  const isRewriting = engine !== undefined && /^on$/i.test(arg(engine))
  let conditions: Directive[] = []
  return directives.flatMap((directive): SettingsSection[] => {
    if (directive.key === 'rewritecond') conditions.push(directive)
    const own = conditions
    if (directive.key === 'rewriterule') conditions = []
    const written = directive.key === 'setenvifexpr' ? arg(directive) : `${arg(directive)} ${arg(directive, 1)}`
    const shown = directive.key === 'rewriterule' ? arg(directive) : written
    return pathsOf(directive, isRewriting ? own : undefined).map((within) => ({
      directive,
      within,
      name: `${directive.name} ${shown}`,
    }))
  })
}

/** @param conditions of a rule; undefined where rules do nothing */
function pathsOf(directive: Directive, conditions: readonly Directive[] | undefined): readonly PathPattern[] {
  const { key, args } = directive
  if (key === 'rewriterule') {
    if (conditions === undefined || isNegated(directive) || passesOn(directive)) return []
    const names = flagsOf(directive).map((flag) => /^E(?:NV)?=(.*)$/i.exec(flag)?.[1] ?? '')
    if (!names.some((name) => VARIABLE.test(name))) return []
    const asked = conditions.filter((one) => /^%\{REQUEST_URI\}$/i.test(arg(one)) && !/^[!=<>-]/.test(arg(one, 1)))
    const ofConditions = asked.map((one) => readRegExp(arg(one, 1), ignoresCase(one)))
    return known(ofConditions.length > 0 ? ofConditions : [patternOf(directive)])
  }
  if (!args.some(({ text }) => VARIABLE.test(text))) return []
  if (key === 'setenvifexpr') return pathsIn(arg(directive))
  if (!/^setenvif(nocase)?$/.test(key) || !/^request_uri$/i.test(arg(directive))) return []
  return known([readRegExp(arg(directive, 1), key === 'setenvifnocase')])
}

/** The paths that an expression compares the request's with. */
function pathsIn(expression: string): readonly PathPattern[] {
  const compared =
    /%\{REQUEST_URI\}\s*(?:=~\s*(?:m([#|!,;:/])(.*?)\1|\/((?:[^/\\]|\\.)*)\/)([a-z]*)|==?\s*["']([^"']*)["']|-strc?match\s*["']([^"']*)["'])/gi
  return known(
    [...expression.matchAll(compared)].map(([, , marked, plain, flags = '', equal, mask]) => {
      const source = marked ?? plain
      if (source !== undefined) return readRegExp(source, flags.includes('i'))
      return equal ?? (mask === undefined ? undefined : ofMask(mask))
    }),
  )
}

const ofMask = (mask: string): PathPattern | undefined =>
  /^[^*?]*\/\*$/.test(mask) ? mask.replace(/\*$/, '') : globRegExp(mask)

const known = (some: readonly (PathPattern | undefined)[]): readonly PathPattern[] =>
  some.flatMap((one) => (one === undefined || isOfFiles(one) ? [] : [one]))

/** `\.(?:gif|png)$` and the like, which distributions ship: no stream has such a name. */
const isOfFiles = (path: PathPattern): boolean =>
  path instanceof RegExp && /^(\^?\.\*)?\\\.(\(|\w+\$$)/.test(path.source)

/** Whether somebody wrote the section for streams: nothing else is kept from being compressed as a whole. */
export const isMeantForStreams = ({ section = [] }: Directive): boolean =>
  [...walk(section)].some(
    ({ key, args }) => ENVIRONMENT.test(key) && args.some(({ text }) => /^no-(gzip|brotli)\b/i.test(text)),
  )

const answers = (directive: Directive): boolean =>
  ANSWERS.test(directive.key) || (directive.key === 'rewriterule' && passesOn(directive))

function isOfStreams(directive: Directive): boolean {
  const { key, args } = directive
  const words = args.map(({ text }) => text)
  if (ENVIRONMENT.test(key)) return words.some((word) => VARIABLE.test(word))
  if (key === 'header' || key === 'requestheader') return words.some((word) => FIELD.test(word))
  return OF_STREAMS.test(key) && !/^securit/.test(key) && arg(directive) !== ''
}
