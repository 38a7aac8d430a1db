/** Everything that is said about a configuration besides its routes, once each. Pure. */
import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { bodyInspectionIn } from './body-inspection.ts'
import { STREAM } from './client.ts'
import { arg, type Directive } from './config.ts'
import { crossOrigin } from './cross-origin.ts'
import { inactivePlaces } from './inactive-places.ts'
import { innermostFirst } from './innermost-first.ts'
import { withoutListen } from './no-listen.ts'
import { replacedErrors } from './replaced-errors.ts'
import { remarksOn } from './route-remarks.ts'
import { routesOf } from './routes.ts'
import { reachedIn } from './select-server.ts'
import { askedBy, directivesFor } from './server-directives.ts'
import { cleartextInsteadOfTls } from './tls-host.ts'
import { type Ignored, ignoredIn } from './workers.ts'

/**
 * @param top with conditional sections
 * @param held without them
 */
export function allRemarks(top: readonly Directive[], held: readonly Directive[]): readonly Remark[] {
  const reached = reachedIn(held, top)
  const ofRoutes = reached.flatMap((each) =>
    routesOf(directivesFor(each), [], STREAM, askedBy(each)).flatMap((route) => {
      const innermost = innermostFirst({ ...each, route })
      return [...bodyInspectionIn(innermost), ...replacedErrors(innermost)]
    }),
  )
  const all = [
    ...remarksOn(held, reached),
    ...inactivePlaces(top, held),
    ...ofRoutes,
    ...reached.flatMap(({ levels }) => crossOrigin(levels)),
    ...reached.flatMap(cleartextInsteadOfTls),
    ...withoutListen(top, reached),
    ...reached.flatMap(({ levels }) => levels.flatMap(ignoredIn)).map(saysOfIgnored),
  ]
  return all.filter(({ where, says }, at) => all.findIndex((one) => one.where === where && one.says === says) === at)
}

function saysOfIgnored({ directive, words, first }: Ignored): Remark {
  const place = `${first.name} ${arg(first)}`
  const says = `\`${words.join(' ')}\` has no effect: the address begins with that of \`${place}\` (${whereOf(first)}), so that both share its connections and its parameters; set it there`
  return { where: whereOf(directive), says }
}
