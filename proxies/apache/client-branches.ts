/** The result for an EventSource and for any other client, where they differ. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { ANY_OTHER, type Client, STREAM } from './client.ts'
import { clientFor, variablesSet } from './client-variables.ts'
import { arg, type Directive } from './config.ts'
import { evaluate } from './evaluate-expression.ts'
import { type Route, routeFor } from './routes.ts'
import { directivesOf } from './scope.ts'
import { askedBy, directivesFor, type Reached } from './server-directives.ts'
import { walk } from './tree.ts'

const FETCH = 'any other client, such as fetch() without that header,'
const ASKED = `an EventSource (Accept: ${STREAM})`

/** For one route: another place that answers, and settings that apply to only one of the two. */
export function branchesOf(reached: Reached, route: Route): readonly Remark[] {
  const all = directivesFor(reached)
  const other = routeFor(all, route.path, ANY_OTHER, askedBy(reached))
  const clients = [STREAM, ANY_OTHER].map((accept) => clientFor(all, route.path, accept, askedBy(reached)))
  const [own, another] = clients
  const settings = [...walk(reached.levels.flat())].filter((one) => one.key !== 'virtualhost')
  const holding = new Set(directivesOf({ ...reached, route }))
  const remarks = own && another ? settings.flatMap((one) => settingOf(one, own, another, holding)) : []
  return other?.directive === route.directive ? remarks : [placeOf(route, other), ...remarks]
}

function placeOf({ name, directive }: Route, other: Route | undefined): Remark {
  const gets = other === undefined ? 'is passed on by nothing' : `gets \`${other.name}\` (${whereOf(other.directive)})`
  return {
    where: whereOf(directive),
    says: `\`${name}\` answers ${ASKED}, and was tested; ${FETCH} ${gets}`,
  }
}

/** @param holding what is in effect for the route, including what is in an `<If>` */
function settingOf(
  directive: Directive,
  own: Client,
  another: Client,
  holding: ReadonlySet<Directive>,
): readonly Remark[] {
  const where = whereOf(directive)
  const written = `${directive.name} ${directive.args.map(({ text }) => text).join(' ')}`
  if (directive.key === 'if' || directive.key === 'elseif') {
    const [first, second] = [own, another].map((client) => evaluate(arg(directive), client))
    const isHere = (directive.section ?? []).some((one) => holding.has(one))
    if (first === undefined || second === undefined || first === second || !isHere) return []
    const [holds, but] = first ? ['holds', 'and not'] : ['does not hold', 'but']
    return [
      {
        where,
        says: `\`<${written}>\` ${holds} for ${ASKED}, as was tested, ${but} for ${FETCH.slice(0, -1)}`,
      },
    ]
  }
  if (!holding.has(directive)) return []
  if (directive.key === 'require' && /^expr$/i.test(arg(directive))) {
    const text = directive.args.slice(1).map((word) => word.text)
    const [first, second] = [own, another].map((client) => evaluate(text.join(' '), client))
    if (first === undefined || second === undefined || first === second) return []
    const says = first
      ? `\`${written}\` lets ${ASKED} in, and no client without that header`
      : `\`${written}\` refuses ${ASKED} with 403; access rules were left out of the test`
    return [{ where, says }]
  }
  const [first = [], second = []] = [own, another].map((client) => variablesSet(directive, client) ?? [])
  if (JSON.stringify(first) === JSON.stringify(second)) return []
  const names = [...first, ...second].map(([name]) => name)
  const [who, whoNot] = first.length > 0 ? [ASKED, FETCH] : [FETCH, ASKED]
  return [{ where, says: `\`${written}\` sets ${names.join(', ')} for ${who} and not for ${whoNot.replace(/,$/, '')}` }]
}
