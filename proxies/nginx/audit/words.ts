/** What a directive must not contain here, by its name and its words. */

import type { BuildFacts } from '../../../harness/model/index.ts'
import type { Directive } from '../config.ts'
import { isAtLeast } from '../version.ts'
import { kindOf, NEWEST_READ } from './directives.ts'
import { neverOf } from './never.ts'

/** Words that name a file, a socket or a program, or could do so once a variable has its value. */
const NAMES_SOMETHING =
  /^~?\/|(^|[/=])\.\.?(\/|$)|\||\$|^(unix|file|data|engine|store|exec|prg|syslog|memory):|=(\/|unix:)|\.(so|lua|js|pl|py|sh|pm|rb)$/i

/** nginx's own, and not one of a template that nobody filled in. */
const VARIABLE = /^\$(?:\w+|\{(?![A-Z][A-Z0-9_]*\})\w+\})$/

/** Names that begin like those of the modules that are loaded here. */
const OF_LOADED =
  /^(echo|more_(set|clear)|brotli|zstd|geoip|image_filter|xslt|xml_entities|subs_filter|nchan|fancyindex|fair$|upstream_fair|push_stream|.*_cache_purge$)/

/** Whether a build may have a directive that is in none of the lists: it is newer than them, or has modules of others built in. */
const couldKnow = (name: string, build: BuildFacts): boolean =>
  isNewer(build) ||
  /--add-module=/.test(build.report) ||
  (OF_LOADED.test(name) && Object.keys(build.loadable).length > 0)

const isNewer = (build: BuildFacts): boolean => isAtLeast(build, NEWEST_READ) && build.version !== NEWEST_READ

export interface Unfit {
  readonly why: string
  /** As of `Never`. */
  readonly isUsual: boolean
}

/** Why a directive cannot stay as it is; undefined for one that may stay, or that is handled elsewhere. */
export function unfit({ name, args }: Directive, build: BuildFacts): Unfit | undefined {
  const never = neverOf(name)
  if (never !== undefined) return never
  const kind = kindOf(name)
  if (kind === 'text' || kind === 'put-right') return undefined
  if (kind === undefined && couldKnow(name, build)) {
    return { why: 'this build may have it, and it is not known here what it does', isUsual: false }
  }
  // Where nginx takes flags, numbers and keywords alone it has to refuse a variable in its own words.
  const named = args.find(({ text }) => namesSomething(text) && !(kind === 'words' && VARIABLE.test(text)))?.text
  if (named === undefined) return undefined
  const why = /\$\{[A-Z][A-Z0-9_]*\}/.test(named)
    ? 'a variable in it has no value, so that the default holds here'
    : 'names a file, a socket or a program outside of the sandbox'
  return { why, isUsual: false }
}

export const namesSomething = (text: string): boolean => NAMES_SOMETHING.test(text)
