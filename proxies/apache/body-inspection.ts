/** Where mod_security2 inspects the bodies of event streams, which it buffers until their end. Pure. */

import type { Guard, Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { arg, type Directive } from './config.ts'
import { gone, type Scope } from './scope.ts'

const ADVICE =
  'to let streams through, take that type out, or set `SecResponseBodyAccess Off` in the <Location> of the stream'

interface Inspection {
  /** The line that names text/event-stream. */
  readonly types: Directive
  readonly access: Directive
}

/** @param holding for a route, innermost first */
function bodyInspectionOf(holding: readonly Directive[]): Inspection | undefined {
  const first = (key: string): Directive | undefined => holding.find((one) => one.key === key)
  const access = first('secresponsebodyaccess')
  const engine = first('secruleengine')
  if (access === undefined || !/^on$/i.test(arg(access)) || engine === undefined || /^off$/i.test(arg(engine)))
    return undefined
  const types = holding
    .filter(({ key }) => key === 'secresponsebodymimetype')
    .find(({ args }) => args.some(({ text }) => text.toLowerCase() === 'text/event-stream'))
  return types && { types, access }
}

/** Its line is a security directive: the remark names it, and no remedy removes it. @param holding for a route, innermost first */
export function bodyInspectionIn(holding: readonly Directive[]): readonly Remark[] {
  const found = bodyInspectionOf(holding)
  if (found === undefined) return []
  const { types, access } = found
  return [
    {
      where: whereOf(types),
      says: `\`SecResponseBodyMimeType\` names text/event-stream, and \`SecResponseBodyAccess On\` (${whereOf(access)}) makes mod_security2 keep such an answer until its end. It is a guard, so no change of it is offered: ${ADVICE}`,
    },
  ]
}

/** The guard for a test of the cause. @param holding for the route, innermost first */
export function inspectionGuard(scope: Scope, holding: readonly Directive[]): readonly Guard[] {
  const found = bodyInspectionOf(holding)
  if (found === undefined) return []
  const why = 'mod_security2 keeps a response body whose type it names until its end, to inspect it'
  return [{ without: gone(scope, found.types, { doc: 'mod/quickreference.html', why }), advice: ADVICE }]
}
