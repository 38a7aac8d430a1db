/** nginx: what may be the cause of a finding, and what may turn it. */

import { curesFor } from '../../harness/config/remedy-rules.ts'
import type { Candidate, Remedies } from '../../harness/model/index.ts'
import { parseNginx } from './config.ts'
import { correctedName } from './corrections.ts'
import { isDecision, isGuard } from './guards.ts'
import { mythsIn } from './ineffective-directives.ts'
import { allIn } from './layout.ts'
import { forOnePath } from './one-path.ts'
import { BARE, innateTo } from './product-limitations.ts'
import { rateLimitsIn } from './rate-limits.ts'
import { HELD, ignoredAccel, RULES } from './rules.ts'
import { gone, indexed, respelt, scopeOf, set, textOf } from './scope.ts'
import { streamLimitsOf } from './stream-limits.ts'

/** Without these there is no route any more, or they say nothing to a stream. */
const STRUCTURE =
  /^(listen|server_name|proxy_pass|server|location|upstream|events|http|include|map|geo|split_clients|set|root|alias|index|try_files|(access|error)_log|log_format|pid|user|worker_\w+|daemon|load_module|ssl_\w+|resolver\w*|types|default_type|limit_(req|conn)_zone|proxy_cache_path|error_page|return|rewrite|stream|mail)$/

const ACCEL = 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering'

export const remedies: Remedies = {
  candidates(situation, failing) {
    const scope = scopeOf(situation)
    return scope === undefined ? [] : curesFor(RULES, scope, failing)
  },
  probes(situation) {
    const scope = scopeOf(situation)
    if (scope === undefined) return []
    return scope.levels.flat().flatMap((directive) => {
      if (STRUCTURE.test(directive.name) || directive.file === '' || isGuard(directive, textOf(scope, directive)))
        return []
      return [gone(scope, directive, { module: 'http_core', why: 'without this line the finding turns' })].map(
        (candidate) => ({ ...candidate, setting: { ...candidate.setting, doc: indexed(directive.name) } }),
      )
    })
  },
  application(situation, failing) {
    const scope = scopeOf(situation)
    if (scope === undefined) return []
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
    return curesFor([{ for: HELD, cures: () => [accel, both] }], scope, failing)
  },
  shortened(situation, timer, ms) {
    const scope = scopeOf(situation)
    return (
      scope &&
      set(scope, timer.directive, `${ms}ms`, { module: 'http_proxy', byDefault: '60s is the default', why: '' })
    )
  },
  without({ config }, where) {
    const [, file = '', line] = /^(.*):(\d+)$/.exec(where) ?? []
    if (config[file] === undefined) return undefined
    const found = [...allIn(parseNginx(config[file], file))].findLast((directive) => directive.line === Number(line))
    if (found === undefined) return undefined
    const scope = { tree: config, levels: [] }
    const why = 'nginx does not take it'
    const meant = correctedName(found.name)
    if (meant !== undefined) return respelt(scope, found, meant, { module: '', why })
    if (isDecision(found) || isGuard(found, textOf(scope, found))) return undefined
    const { setting, ...taken } = gone(scope, found, { module: '', why })
    return { ...taken, setting: { ...setting, doc: 'https://nginx.org/en/docs/dirindex.html' } }
  },
  streamLimits(situation) {
    const scope = scopeOf(situation)
    return scope && streamLimitsOf(scope, situation.tls === true)
  },
  narrowed(situation, items, path) {
    const scope = scopeOf(situation)
    return scope && forOnePath(scope, items, path)
  },
  myths(situation) {
    const scope = scopeOf(situation)
    return scope === undefined ? [] : mythsIn(scope)
  },
  rateLimits(situation) {
    const scope = scopeOf(situation)
    return scope === undefined ? [] : rateLimitsIn(scope)
  },
  innate: innateTo,
  bare: BARE,
}
