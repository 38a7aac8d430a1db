/** The protocol that Apache speaks to the application behind a route. The harness's origin speaks HTTP, so only HTTP can be run. */

import { SseCompatError } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { groupOf, membersOf } from './balancer-members.ts'
import type { Directive } from './config.ts'
import type { Route } from './routes.ts'

/** Their modules have buffers and timers of their own. */
const NOT_HTTP = /^(?:proxy:)?(?:unix:[^|]*\|)?(ajp|fcgi|scgi|uwsgi):/i

/** The protocol's name, undefined for HTTP; of a balanced group that of its members. */
export function otherProtocol({ target }: Pick<Route, 'target'>, top: readonly Directive[]): string | undefined {
  const group = groupOf(target)
  return group === undefined
    ? protocolOf(target)
    : membersOf(group, top)
        .map(({ word }) => protocolOf(word.text))
        .find(Boolean)
}

/** @throws SseCompatError `cannot-play` */
export function checkProtocol(route: Route, top: readonly Directive[]): void {
  const protocol = otherProtocol(route, top)
  if (protocol === undefined) return
  throw new SseCompatError(
    'cannot-play',
    `the application is reached by ${protocol} there, and only HTTP can be tested`,
    {
      where: whereOf(route.directive),
      advice: 'name a route to http:// or https:// with --path',
    },
  )
}

const protocolOf = (target: string): string | undefined => NOT_HTTP.exec(target)?.[1]?.toLowerCase()
