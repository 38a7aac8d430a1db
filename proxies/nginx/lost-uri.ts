/** A target with a variable and a path of its own: nginx passes on that path, and nothing of the request that it does not name. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'
import type { Arrival } from './follow-request.ts'
import { directivesIn } from './layout.ts'
import { parseTarget, variableOf } from './pass-target.ts'
import { valuesOf } from './variable-values.ts'

const QUERY = /\$\{?(request_uri|args|query_string|is_args)\b/
/** The path of the request, and what an expression has captured of it. */
const OF_PATH = /^(uri|document_uri|\d+)$/

/** http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass */
export function lostUri({ pass, through }: Arrival, http: readonly Directive[]): Remark | undefined {
  const target = firstArg(pass)
  const location = through.at(-1)
  const rest = restOf(target, http)
  if (location === undefined || rest === undefined || rest === '' || QUERY.test(rest)) return undefined
  const words = location.args.map(({ text }) => text)
  const variables = [...rest.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name)
  const isCaptured = (name: string): boolean => words.some((word) => new RegExp(`\\(\\?P?<${name}>`).test(word))
  if (!variables.every((name) => OF_PATH.test(name) || isCaptured(name))) return undefined
  const prefix = words.length === 1 || words[0] === '^~' ? words.at(-1) : undefined
  const where = whereOf(pass)
  // A place for one path may well have one path at the application.
  if (variables.length > 0 || words[0] === '=') {
    const says = `because of its variable \`proxy_pass ${target}\` passes on no query (\`?lastEventId=1\`): write \`${rest}$is_args$args\` behind the host`
    return rest.includes('?') ? undefined : { where, says }
  }
  const arrives = `reaches the application as ${rest}, because a target with a variable is passed on as it is written: take ${rest} out of it`
  if (prefix === undefined || !prefix.startsWith('/')) return { where, says: `each request ${arrives}` }
  const below = prefix.endsWith('/') ? `${prefix}x` : `${prefix}/x`
  const off =
    prefix === '/'
      ? ''
      : `, with \`rewrite ^${prefix}(.*)$ ${prefix.endsWith('/') ? '/' : ''}$1 break;\` in front of it to take ${prefix} off`
  return { where, says: `a request for ${below}?lastEventId=1 ${arrives}${off}` }
}

/** What is behind the host; undefined where the text does not say it. */
function restOf(target: string, http: readonly Directive[]): string | undefined {
  if (!target.includes('$')) return undefined
  const variable = variableOf(target)
  if (variable === undefined) return parseTarget(target)?.rest
  const values = valuesOf([...directivesIn(http)]).get(variable) ?? []
  const rests = new Set(values.map(({ text }) => parseTarget(text)?.rest))
  return rests.size === 1 ? [...rests][0] : undefined
}
