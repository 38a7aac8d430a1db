/** nginx: possible causes of a finding, and changes that may correct it. */

import { curesFor } from '../../harness/config/remedy-rules.ts'
import type { Candidate, ConfigTree, Remedies } from '../../harness/model/index.ts'
import { remediesOf } from '../_kit/remedies.ts'
import { answeringGuards } from './answering-guards.ts'
import { type Directive, parseNginx } from './config.ts'
import { correctedValue } from './corrected-values.ts'
import { correctedName } from './corrections.ts'
import { ignoredAccel } from './ignored-accel.ts'
import { mythsIn } from './ineffective-directives.ts'
import { allIn } from './layout.ts'
import { moved } from './misplaced.ts'
import { missingSemicolon } from './missing-semicolon.ts'
import { forOnePath } from './one-path.ts'
import { BARE, innateTo } from './product-limitations.ts'
import { rateLimitsIn } from './rate-limits.ts'
import { correctedLine } from './refused-corrections.ts'
import { HELD, RULES } from './rules.ts'
import { ended, gone, indexed, respelt, revalued, type Scope, scopeOf, set, textOf, withoutSign } from './scope.ts'
import { isDecision, isSecurityDirective } from './security-directives.ts'
import { streamLimitsOf } from './stream-limits.ts'
import { defined, placeOfRefusal } from './undefined-names.ts'
import { allOf, blockAround } from './whole-tree.ts'

/** Without these there is no route any more, or they have no effect on a stream. */
const STRUCTURE =
  /^(listen|server_name|proxy_pass|server|location|upstream|events|http|include|map|geo|split_clients|set|root|alias|index|try_files|(access|error)_log|log_format|pid|user|worker_\w+|daemon|load_module|ssl_\w+|resolver\w*|types|default_type|limit_(req|conn)_zone|proxy_cache_path|error_page|return|rewrite|stream|mail)$/

const ACCEL = 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering'

export const remedies: Remedies = {
  ...remediesOf<Scope, Directive>({
    scopeOf,
    rules: RULES,
    probes: (scope) =>
      scope.levels
        .flat()
        .filter(({ name, file }) => !STRUCTURE.test(name) && file !== '')
        .filter((directive) => !isSecurityDirective(directive, textOf(scope, directive)))
        .map((directive) => {
          const { setting, ...taken } = gone(scope, directive, {
            module: '',
            why: 'without this line the criterion passes',
          })
          return { ...taken, setting: { ...setting, doc: indexed(directive.name) } }
        }),
    application: (scope, failing) => curesFor([{ for: HELD, remedies: unbuffered }], scope, failing),
    shortened: (scope, timer, ms) =>
      set(scope, timer.directive, `${ms}ms`, { module: 'http_proxy', byDefault: '60s is the default', why: '' }),
    streamLimits: streamLimitsOf,
    narrowed: forOnePath,
    rateLimits: rateLimitsIn,
    myths: mythsIn,
    directivesIn: (text, file) => [...allIn(parseNginx(text, file))],
    refused,
    isMeant,
  }),
  guards(situation, failing) {
    const scope = scopeOf(situation)
    return scope === undefined ? [] : answeringGuards(scope, failing)
  },
  placeOfRefusal: ({ config }, message) => placeOfRefusal(config, message),
  innate: innateTo,
  bare: BARE,
}

/** The application's own field, with the change that it needs where nginx is configured to ignore the field. */
function unbuffered(scope: Scope): readonly (Candidate | undefined)[] {
  const accel: Candidate = {
    id: 'X-Accel-Buffering: no',
    setting: { name: 'X-Accel-Buffering', says: 'the application does not send X-Accel-Buffering: no', doc: ACCEL },
    change: [],
    originHeaders: [['X-Accel-Buffering', 'no']],
    title: 'let the application answer with `X-Accel-Buffering: no`',
    why: 'nginx then does not buffer this one answer',
  }
  const ignored = ignoredAccel(scope)
  const both = ignored && {
    ...accel,
    id: `${accel.id}, and ${ignored.id}`,
    setting: ignored.setting,
    change: ignored.change,
    title: `${accel.title}, and ${ignored.title}`,
    why: ignored.why,
  }
  return [accel, both]
}

/** `"proxy_buffering" directive is not allowed here`, `invalid parameter "h2"`. */
function isMeant({ name, args }: Directive, message: string): boolean {
  const [, first] = /^"(\w+)[ "]/.exec(message) ?? []
  if (first !== undefined && message.includes('directive')) return first === name
  if (message.includes(`"${name}"`)) return true
  if (args.some(({ text }) => text !== '' && message.includes(`"${text}"`))) return true
  return (
    name === 'proxy_pass' && /^invalid URL prefix|^(invalid (host|port)|no host) in upstream|^upstream "/.test(message)
  )
}

function refused(directive: Directive, tree: ConfigTree): Candidate | undefined {
  const scope = { tree, levels: [] }
  const about = { module: '', why: 'nginx does not take it' }
  const meant = correctedName(directive.name)
  if (meant !== undefined) return respelt(scope, directive, meant, about)
  const missing = missingSemicolon(directive)
  if (missing !== undefined)
    return ended(scope, directive, missing.behind, { ...about, why: 'nginx reads on until a `;`' })
  const [sign] = directive.args
  if (sign !== undefined && /^[=:]$/.test(sign.text)) return withoutSign(scope, directive, sign, about)
  const all = allOf(tree)
  const around = blockAround(directive, all)
  const changed = moved(scope, directive, { all, around }, about) ?? defined(scope, directive, all)
  if (changed !== undefined) return changed
  const line = correctedLine(scope, directive, { all, around }, about)
  if (line !== undefined) return line
  const value = correctedValue(directive)
  if (value !== undefined) return revalued(scope, directive, value, about)
  if (isDecision(directive) || isSecurityDirective(directive, textOf(scope, directive))) return undefined
  const { setting, ...taken } = gone(scope, directive, about)
  return { ...taken, setting: { ...setting, doc: 'https://nginx.org/en/docs/dirindex.html' } }
}
