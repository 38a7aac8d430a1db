/** `add_header Content-Type` sends that field a second time, beside the application's own. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'
import type { Arrival } from './follow-request.ts'
import { directivesIn } from './layout.ts'

/** http://nginx.org/en/docs/http/ngx_http_headers_module.html#add_header: those of the innermost level that has any. */
export function contentTypeTwice({ blocks }: Pick<Arrival, 'blocks'>, http: readonly Directive[]): readonly Remark[] {
  const levels = [...blocks.map(({ block }) => block ?? []), http]
  const isHidden = levels.find((level) => level.some(hides))?.some((one) => hides(one) && isContentType(one)) === true
  if (isHidden) return []
  const own = levels.find((level) => level.some(adds)) ?? []
  // An `if` of the location that holds for some clients only is a level of its own.
  const conditional = (blocks[0]?.block ?? []).filter(({ name }) => name === 'if').flatMap(({ block = [] }) => block)
  return [...own, ...directivesIn(conditional)]
    .filter((one) => adds(one) && isContentType(one))
    .map((one) => ({
      where: whereOf(one),
      says: "`add_header Content-Type` adds a second Content-Type field beside that of the application, and a browser may take neither for an event stream: take the line out, or hide the application's with `proxy_hide_header Content-Type`",
    }))
}

const adds = ({ name }: Directive): boolean => name === 'add_header'
const hides = ({ name }: Directive): boolean => name === 'proxy_hide_header'
const isContentType = (directive: Directive): boolean => firstArg(directive).toLowerCase() === 'content-type'
