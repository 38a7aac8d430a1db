/** A location whose prefix `proxy_pass` replaces with its own path, where that is unexpected. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { saysOfReplaced } from '../_kit/prefix-replaced.ts'
import { firstArg } from './config.ts'
import type { Arrival } from './follow-request.ts'
import { parseTarget } from './pass-target.ts'

/** http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass */
export function replacedPrefix({ pass, through, blocks: [location] }: Arrival): Remark | undefined {
  const target = firstArg(pass)
  const { rest = '' } = parseTarget(target) ?? {}
  const words = location?.name === 'location' ? location.args.map(({ text }) => text) : []
  const prefix = words.length === 1 || words[0] === '^~' ? (words.at(-1) ?? '') : ''
  // With `rewrite … break` nginx ignores the path of the target.
  const isRewritten = location?.block?.some(({ name }) => name === 'rewrite') === true
  // Nor does the client's own path arrive there through another location.
  if (through.length !== 1 || !prefix.startsWith('/') || !rest.startsWith('/') || target.includes('$') || isRewritten)
    return undefined
  const says = saysOfReplaced(prefix, rest, (longer) => `location ${longer}`)
  return says === undefined ? undefined : { where: whereOf(pass), says }
}
