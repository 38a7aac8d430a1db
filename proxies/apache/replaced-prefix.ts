/** A place whose prefix is replaced by the path of its target, where that is unexpected. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { saysOfReplaced } from '../_kit/prefix-replaced.ts'
import type { Place } from './places.ts'

/** https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#proxypass: "the second argument should also end with a trailing /". */
export function replacedPrefix({ directive, path, target, within }: Place): Remark | undefined {
  if (directive.key !== 'proxypass' || typeof path !== 'string' || path === '/') return undefined
  const [, rest] = /^\w+:\/\/[^/]+(.*)$/.exec(target) ?? []
  if (rest === undefined || !path.startsWith('/')) return undefined
  const where = whereOf(directive)
  // The first letters of the path below it become the end of the host's name or port.
  if (rest === '' && path.endsWith('/'))
    return {
      where,
      says: `a request for ${path}x goes to ${target}x, which is another host or none: \`${target}/\` was probably meant`,
    }
  const says = saysOfReplaced(path, rest, (longer) =>
    within !== undefined ? `<Location ${longer}>` : `ProxyPass ${longer}`,
  )
  return says === undefined ? undefined : { where, says }
}
