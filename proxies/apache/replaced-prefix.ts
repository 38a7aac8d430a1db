/** A place whose prefix is replaced by the path of its target, where that is unexpected. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { saysOfReplaced } from '../_kit/prefix-replaced.ts'
import { arg } from './config.ts'
import type { Place } from './places.ts'

/** https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#proxypass: "the second argument should also end with a trailing /". */
export function replacedPrefix(place: Place): Remark | undefined {
  const { directive, path, target, within } = place
  if (directive.key === 'rewriterule') return doubledSlash(place)
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

/** What a rule outside of sections captures begins with the slash of the path. */
function doubledSlash({ directive, target, within }: Place): Remark | undefined {
  const [, address] = /^(\w+:\/\/[^/$%]+)\/\$1/.exec(target) ?? []
  if (within !== undefined || address === undefined || !/^\^?\((\.[*+]|\/)/.test(arg(directive))) return undefined
  const meant = target.replace(`${address}/`, address)
  const says = `a request for /x reaches the application as //x, since what is captured begins with a slash: \`${meant}\` was probably meant`
  return { where: whereOf(directive), says }
}
