/**
 * Guards that redirect cleartext requests to https://, or answer them with an error: rewrite rules, and `<If>` sections. They may
 * have several steps: an environment variable that depends on the scheme is set first, and tested later.
 */
import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import { matches } from '../../harness/config/safe-regexp.ts'
import type { Site } from '../../harness/model/index.ts'
import { REPORTED_SCHEME, whyDropGuard } from '../_kit/tls-guards.ts'
import { STREAM } from './client.ts'
import { arg, type Directive } from './config.ts'
import { type Looks, looksAt, withConditions, wordsOf } from './dependent-variables.ts'
import { evaluate } from './evaluate-expression.ts'
import { rulesLeaver } from './leave-out-rule.ts'
import { isBelow, isNegated, patternOf, withinOf } from './places.ts'
import { walk } from './tree.ts'

/** What depends on the connection itself, and what a proxy in front reports about the client's connection. */
const OWN = /\b(HTTPS|REQUEST_SCHEME|SERVER_PORT|SSL_PROTOCOL)\b/i
const REPORTED = new RegExp(`\\b(${REPORTED_SCHEME.join('|')})\\b`, 'i')

const isOwn: Looks = (text) => OWN.test(text)
const isReported: Looks = (text) => REPORTED.test(text)

/**
 * Over a front without TLS such a guard would answer every request of the harness; one that relies on a proxy in front does so over
 * TLS too.
 */
export function dropTlsGuards(top: readonly Directive[], site: Site, edits: ConfigEdits): void {
  const reported = looksAt(top, isReported)
  const own = looksAt(top, isOwn)
  const whyToDrop = (texts: readonly string[]): string | undefined =>
    whyDropGuard(site, { reported: texts.some(reported), own: texts.some(own) })
  dropIn(top, whyToDrop, rulesLeaver(top, edits), edits)
}

function dropIn(
  directives: readonly Directive[],
  whyToDrop: (texts: readonly string[]) => string | undefined,
  leaveOut: ReturnType<typeof rulesLeaver>,
  edits: ConfigEdits,
): void {
  for (const { directive, conditions } of withConditions(directives)) {
    const { key, section } = directive
    if (section && /^(if|elseif)$/.test(key)) {
      const why = whyToDrop([wordsOf(directive)])
      if (why !== undefined) for (const inner of walk(section)) if (answers(inner)) edits.drop(inner, why)
    }
    if (section) dropIn(section, whyToDrop, leaveOut, edits)
    const why = key === 'rewriterule' && answers(directive) ? whyToDrop(conditions.map(wordsOf)) : undefined
    if (why !== undefined) leaveOut(directive, conditions, why)
  }
}

/** Rules that are such guards: the harness passes each of them, here or over TLS. @param directives of one server */
export function tlsGuardRules(directives: readonly Directive[]): ReadonlySet<Directive> {
  const own = looksAt(directives, isOwn)
  const reported = looksAt(directives, isReported)
  const guards = [...withConditions(directives)].filter(
    ({ directive, conditions }) =>
      directive.key === 'rewriterule' &&
      answers(directive) &&
      conditions.map(wordsOf).some((text) => own(text) || reported(text)),
  )
  return new Set(guards.map(({ directive }) => directive))
}

/**
 * Whether a cleartext request for the path is redirected to https://. A Redirect beside a ProxyPass is not: ProxyPass comes first. In a
 * section, and by a rewrite rule, the redirect comes first. Measured with Apache 2.4.71.
 * @param directives of one server
 */
export function isSentToTls(directives: readonly Directive[], path: string): boolean {
  const own = looksAt(directives, isOwn)
  const engine = directives.findLast(({ key }) => key === 'rewriteengine')
  const isRewriting = engine !== undefined && /^on$/i.test(arg(engine))
  const client = {
    path,
    accept: STREAM,
    host: undefined,
    isTls: false,
    environment: new Map(),
    unknown: new Set<string>(),
  }
  const bySection = directives.some((section) => {
    if (section.key === 'location' || section.key === 'locationmatch') {
      const within = withinOf(section)
      return within !== undefined && isBelow(within, path) && redirects(section.section ?? [], own, path)
    }
    const isOfScheme = /^(if|elseif)$/.test(section.key) && own(wordsOf(section))
    return isOfScheme && evaluate(arg(section), client) !== false && redirects(section.section ?? [], () => true, path)
  })
  return bySection || (isRewriting && redirects(directives.filter(isRule), own, path))
}

const isRule = ({ key }: Directive): boolean => key === 'rewriterule' || key === 'rewritecond'

/** Lines of one section, or the rules of a server: a redirect to https:// that depends on nothing, or on the scheme. */
const redirects = (directives: readonly Directive[], own: Looks, path: string): boolean =>
  [...withConditions(directives)].some(({ directive, conditions }) => {
    const { key, args, section = [] } = directive
    if (/^(if|elseif)$/.test(key)) return own(wordsOf(directive)) && redirects(section, own, path)
    const isToTls =
      args.some(({ text }) => /^https:/i.test(text)) || (conditions.length > 0 && FORBIDS.test(arg(directive, 2)))
    if (/^redirect(permanent|temp|match)?$/.test(key)) return isToTls
    const pattern = key === 'rewriterule' && isToTls && answers(directive) ? patternOf(directive) : undefined
    // A rule in a section sees the end of the path.
    const isFor =
      pattern !== undefined && (matches(pattern, path) || matches(pattern, path.slice(1))) !== isNegated(directive)
    return isFor && conditions.every((condition) => own(wordsOf(condition)))
  })

/** A redirect to TLS, or an error. */
function answers(directive: Directive): boolean {
  if (/^redirect(permanent|temp|match)?$/.test(directive.key)) return true
  if (directive.key !== 'rewriterule') return false
  const flags = arg(directive, 2)
  const isRedirect = /\bR\b|redirect/.test(flags) && /^(https:|%\{|-$)/.test(arg(directive, 1))
  return isRedirect || FORBIDS.test(flags)
}

const FORBIDS = /\b(F|forbidden|G|gone)\b/
