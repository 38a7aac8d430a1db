/** Error responses of the application that Apache answers by a page of its own. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { arg, type Directive } from './config.ts'

/**
 * https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#proxyerroroverride
 * @param innermost the directives that hold for a route, the one that wins first
 */
export function replacedErrors(innermost: readonly Directive[]): readonly Remark[] {
  const override = innermost.find(({ key }) => key === 'proxyerroroverride')
  if (override === undefined || !/^on$/i.test(arg(override))) return []
  const codes = override.args.slice(1).map(({ text }) => text)
  const which =
    codes.length === 0
      ? 'each error response of the application'
      : `the application's responses with status ${codes.join(', ')}`
  return [
    {
      where: whereOf(override),
      says: `\`${override.name} ${override.args.map(({ text }) => text).join(' ')}\` replaces ${which} by a page of Apache: a client gets neither their body, such as an API's JSON, nor fields such as Retry-After; set it off for the paths of an API`,
    },
  ]
}
