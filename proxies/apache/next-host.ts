/** Other virtual hosts of the same configuration to which a place passes requests, by address, name and path: a stream passes both. Pure. */

import type { NextPlace, ProxiedRoute } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { localPlaces } from '../_kit/local-places.ts'
import { requestPath } from '../_kit/route-paths.ts'
import { groupOf } from './balancer-members.ts'
import { STREAM } from './client.ts'
import { arg } from './config.ts'
import { type Route, routeFor } from './routes.ts'
import { isNamed } from './select-server.ts'
import { directivesFor, type Reached } from './server-directives.ts'

const TARGET = /^(https?):\/\/([^/]+)/i

/** @param servers of the group that the target names */
export function nextHosts(
  route: Route,
  servers: readonly string[],
  own: Reached,
  all: readonly Reached[],
): Pick<ProxiedRoute, 'next'> {
  const { target } = route
  const targets = groupOf(target) === undefined ? [target] : servers
  const next = targets.flatMap((one): NextPlace[] => {
    const host = hostAt(one, own, all)
    const name = host && sentTo(one, own)
    const place = host && routeFor(directivesFor(host), pathSent(route), STREAM, name)
    return host?.virtual === undefined || place === undefined
      ? []
      : [{ server: whereOf(host.virtual), where: whereOf(place.directive) }]
  })
  return next.length === 0 ? {} : { next }
}

/** The first at that address with the name, or the first of all. */
function hostAt(target: string, own: Reached, all: readonly Reached[]): Reached | undefined {
  const [, scheme = '', host = ''] = TARGET.exec(target) ?? []
  const places = localPlaces(host, scheme.toLowerCase() === 'https')
  // A request to its own address may be for any host there.
  if (places === undefined || places.has(own.address)) return undefined
  const at = all.filter(({ virtual, address }) => virtual !== own.virtual && places.has(address))
  const name = sentTo(target, own)
  return (name === undefined ? undefined : at.find((one) => isNamed(one, name))) ?? at[0]
}

/** The name in the Host field: the target's own, unless the client's is kept; undefined where it is not known. */
function sentTo(target: string, own: Reached): string | undefined {
  const isKept = own.levels
    .flatMap((level) => level.findLast(({ key }) => key === 'proxypreservehost') ?? [])
    .slice(0, 1)
    .some((one) => arg(one).toLowerCase() === 'on')
  if (isKept) return own.host === '' ? undefined : own.host
  return TARGET.exec(target)?.[2]?.toLowerCase().replace(/:\d+$/, '')
}

/** Only where the line has both the prefix and what it becomes. */
function pathSent({ directive, path, target }: Route): string {
  const asked = requestPath(path)
  const [, rest = ''] = /^\w+:\/\/[^/]+(\/.*)?$/.exec(target) ?? []
  const prefix = directive.key === 'proxypass' && directive.args.length > 1 ? arg(directive) : ''
  return prefix.startsWith('/') && asked.startsWith(prefix) ? rest + asked.slice(prefix.length) : asked
}
