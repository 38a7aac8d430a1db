/**
 * Sections that set something for a path and pass nothing on themselves: `<Location /events>` with `SetEnv no-gzip 1` below a `ProxyPass /`.
 * What holds there differs from what holds beside it, so that such a path is a route of its own. Pure.
 */

import { arg, type Directive } from './config.ts'
import { nameOf, type PathPattern, passesOn, withinOf } from './places.ts'
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
  return directives.flatMap((section): SettingsSection[] => {
    if (section.key !== 'location' && section.key !== 'locationmatch') return []
    const within = withinOf(section)
    const inside = [...walk(section.section ?? [])]
    if (within === undefined || !inside.some(isOfStreams) || inside.some(answers)) return []
    return [{ directive: section, within, name: nameOf(section) }]
  })
}

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
