/** Apache: possible causes of a finding, and changes that may correct it. */

import type { BuildFacts, Candidate, ConfigTree, Myth, Remedies } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { inOwnFiles } from '../_kit/file-copies.ts'
import { remediesOf } from '../_kit/remedies.ts'
import { answeringGuards } from './answering-guards.ts'
import { overflowingApr } from './apr.ts'
import { inspectionGuard } from './body-inspection.ts'
import { arg, type Directive, parseApache, type Word } from './config.ts'
import { correctedName } from './corrections.ts'
import { innermostFirst } from './innermost-first.ts'
import { methodGuards } from './method-guards.ts'
import { forOnePath, off } from './one-path.ts'
import { BARE, innateTo } from './product-limitations.ts'
import { everyLine } from './room-for-streams.ts'
import { RULES } from './rules.ts'
import { gone, respelt, type Scope, scopeOf, textOf } from './scope.ts'
import { isSecurityDirective } from './security-directives.ts'
import { streamLimitsOf } from './stream-limits.ts'
import { timeouts } from './timeout.ts'
import { timersOf } from './timers.ts'

/** Without these there is no route any more, or they have no effect on a stream. */
const STRUCTURE =
  /^(listen|servername|serveralias|serverroot|serveradmin|documentroot|proxypass|proxypassmatch|balancermember|loadmodule|(error|custom|transfer)log|loglevel|logformat|pidfile|user|group|ssl\w*|require|define|include\w*|macro|use|undefmacro|mutex|\w+(dir|root|file)|rewriterule|rewritecond|rewriteengine)$/

/** `SetEnv rate-limit 400`, `SetEnvIf … rate-limit=400` */
const limitsRate = ({ key, args }: Directive): boolean =>
  /^(setenv|browsermatch)/.test(key) && args.some(({ text }) => /^rate-limit(=|$)/i.test(text))

const NO_TRANSFORM: Candidate = {
  id: 'Cache-Control: no-cache, no-transform',
  setting: {
    name: 'Cache-Control',
    says: 'the application does not forbid a transformation',
    doc: 'https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.6',
  },
  change: [],
  originHeaders: [['Cache-Control', 'no-cache, no-transform']],
  title: 'let the application answer with `Cache-Control: no-cache, no-transform`',
  why: 'a proxy that keeps to it leaves the body as it is',
}

export const remedies: Remedies = {
  ...remediesOf<Scope, Directive>({
    scopeOf,
    rules: RULES,
    probes: (scope) =>
      scope.directives
        .filter((directive) => !STRUCTURE.test(directive.key) && !isSecurityDirective(scope, directive))
        .flatMap((directive) =>
          off(scope, directive, { doc: 'mod/quickreference.html', why: 'without this line the criterion passes' }),
        ),
    application: () => [NO_TRANSFORM],
    shortened(scope, timer, ms) {
      const all = timeouts(scope, String(Math.ceil(ms / 1000))).filter((one) => one !== undefined)
      return all.find(({ setting }) => setting.where === timer.where) ?? all[0]
    },
    streamLimits: streamLimitsOf,
    narrowed: forOnePath,
    rateLimits: (scope) =>
      scope.directives
        .filter(limitsRate)
        .map((line) => gone(scope, line, { doc: 'mod/mod_ratelimit.html', why: '' }).setting),
    myths: (scope, build) => [
      ...scope.directives.flatMap((directive) => mythOf(scope, directive)),
      ...overflow(scope, build),
    ],
    directivesIn: (text, file) => everyLine(parseApache(text, file)),
    refused,
  }),
  guards(situation, failing) {
    const scope = scopeOf(situation)
    if (scope === undefined) return []
    return [
      ...inspectionGuard(scope, innermostFirst(scope.selected)),
      // What refuses by the method is named by its section, not by a line in it.
      ...methodGuards(scope, failing),
      ...answeringGuards(scope, failing),
    ]
  },
  innate: innateTo,
  bare: BARE,
}

function refused(directive: Directive, tree: ConfigTree): Candidate | undefined {
  const scope = { tree }
  const about = { doc: 'mod/quickreference.html', why: 'Apache does not take it' }
  const meant = correctedName(directive.name)
  if (meant !== undefined) return respelt(scope, directive, meant, about)
  return isSecurityDirective(scope, directive) ? undefined : gone(scope, directive, about)
}

/** A limit that is too long for this build's arithmetic: it takes effect earlier than written. */
function overflow(scope: Scope, build: BuildFacts): Myth[] {
  return timersOf(scope.selected, build).flatMap(({ ms, where, note }) => {
    const directive = scope.directives.find((one) => whereOf(one) === where)
    if (note === undefined || directive === undefined) return []
    const apr = overflowingApr(build)
    const truth = `with APR ${apr}, which this build runs with, limits above 2147 s overflow: this one cuts after ${Math.round(ms / 1000)} s`
    return [myth(scope, directive, 'mod/mod_proxy.html#proxytimeout', truth, parameter(directive, /^timeout=/i))]
  })
}

function mythOf(scope: Scope, directive: Directive): Myth[] {
  if (directive.key === 'setenv' && arg(directive).toLowerCase() === 'nokeepalive') {
    const truth = "it closes the client's connection after each answer, and lets no event through sooner"
    return [myth(scope, directive, 'env.html#nokeepalive', truth)]
  }
  const flush = parameter(directive, /^flushpackets=/i)
  if (!/^proxypass(match)?$/.test(directive.key) || flush === undefined) return []
  const truth = 'it is for AJP and FastCGI; an answer over HTTP is flushed anyway'
  return [myth(scope, directive, 'mod/mod_proxy.html#proxypass', truth, flush)]
}

const parameter = (directive: Directive, wanted: RegExp): Word | undefined =>
  directive.args.find(({ text }) => wanted.test(text))

/** @param word the word of the line that is responsible; default: the whole line */
function myth(scope: Scope, directive: Directive, doc: string, truth: string, word?: Word): Myth {
  const about = { doc, why: truth }
  const taken = gone(scope, directive, about)
  const part = word && [{ file: word.file, start: word.start, end: word.end, text: '' }]
  const change = part === undefined ? taken.change : inOwnFiles(part)
  return {
    where: whereOf(directive),
    says: textOf(scope, directive),
    truth,
    doc: taken.setting.doc,
    without: { ...taken, change },
  }
}
