/** Error responses of the application that nginx answers by a page of its own. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'
import type { Arrival } from './follow-request.ts'

/**
 * Only those of an `error_page`, and those of the innermost level that has any:
 * https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_intercept_errors
 */
export function replacedErrors({ blocks }: Pick<Arrival, 'blocks'>, http: readonly Directive[]): readonly Remark[] {
  const levels = [...blocks.map(({ block }) => block ?? []), http]
  const innermost = (name: string): readonly Directive[] =>
    (levels.find((level) => level.some((one) => one.name === name)) ?? []).filter((one) => one.name === name)
  const intercept = innermost('proxy_intercept_errors').at(-1)
  if (intercept === undefined || firstArg(intercept) !== 'on') return []
  const pages = innermost('error_page')
  const codes = pages.flatMap(({ args }) => args.map(({ text }) => text).filter((text) => /^[45]\d\d$/.test(text)))
  const [page] = pages
  if (page === undefined || codes.length === 0) return []
  return [
    {
      where: whereOf(intercept),
      says: `\`proxy_intercept_errors on\` replaces the application's responses with status ${[...new Set(codes)].join(', ')} by those of \`error_page\` (${whereOf(page)}): a client gets neither their body, such as an API's JSON, nor fields such as Retry-After; set it off for the paths of an API`,
    },
  ]
}
