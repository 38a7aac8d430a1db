/** Lines that look as if they passed requests on, and do something else. Pure. */
import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { arg, type Directive } from './config.ts'
import { flagsOf, passesOn } from './places.ts'

/** An application rather than the same site under another name or scheme. */
const APPLICATION =
  /^(?:https?|h2c?|wss?):\/\/(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[::1\]|[\w.-]+:\d{4,})/i

/** The first of them. @param directives with what is in sections */
export function whyNothing(directives: Iterable<Directive>): Remark | undefined {
  for (const directive of directives) {
    const says = saysOf(directive)
    if (says !== undefined) return { where: whereOf(directive), says }
  }
  return undefined
}

function saysOf(directive: Directive): string | undefined {
  const { key, name } = directive
  if (key === 'rewriterule' && !passesOn(directive) && APPLICATION.test(arg(directive, 1))) {
    const flags = ['P', ...flagsOf(directive).filter((flag) => flag !== '' && !/^(R|redirect)(=|$)/i.test(flag))]
    return `\`${name} ${arg(directive)}\` redirects clients to ${arg(directive, 1)}: to pass requests on it needs the flag P, \`[${flags.join(',')}]\``
  }
  if (key === 'proxyrequests' && /^on$/i.test(arg(directive)))
    return `\`${name} ${arg(directive)}\` makes a forward proxy, which is not tested here`
  if (key === 'proxyexpressenable' && /^on$/i.test(arg(directive)))
    return `\`${name}\` passes on what its map of names has, which is not read here: put \`ProxyPass / http://…/\` into a copy, for one of the applications`
  return undefined
}
