/** Where mod_security2 inspects the bodies of event streams, which it buffers until their end. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { arg, type Directive } from './config.ts'

/** Its line is a security directive: the remark names it, and no remedy removes it. @param holding for a route, innermost first */
export function bodyInspectionIn(holding: readonly Directive[]): readonly Remark[] {
  const first = (key: string): Directive | undefined => holding.find((one) => one.key === key)
  const access = first('secresponsebodyaccess')
  const engine = first('secruleengine')
  if (access === undefined || !/^on$/i.test(arg(access)) || engine === undefined || /^off$/i.test(arg(engine)))
    return []
  const types = holding
    .filter(({ key }) => key === 'secresponsebodymimetype')
    .find(({ args }) => args.some(({ text }) => text.toLowerCase() === 'text/event-stream'))
  if (types === undefined) return []
  return [
    {
      where: whereOf(types),
      says: `\`SecResponseBodyMimeType\` names text/event-stream, and \`SecResponseBodyAccess On\` (${whereOf(access)}) makes mod_security2 keep such an answer until its end. It is a guard, so no change of it is offered: to let streams through, take that type out, or set \`SecResponseBodyAccess Off\` in the <Location> of the stream`,
    },
  ]
}
