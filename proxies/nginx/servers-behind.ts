/** Other servers of the same configuration to which a place passes requests, by address, name and path. Pure. */

import { localPlaces } from '../_kit/local-places.ts'
import { oncePerObject } from '../_kit/once-per-object.ts'
import { type Directive, firstArg } from './config.ts'
import type { Arrival } from './follow-request.ts'
import { listensOf, serversIn } from './listen.ts'
import { namesOf, serverNamed } from './named-server.ts'
import { parseTarget, variableOf } from './pass-target.ts'
import { type Asked, type Route, routeFor } from './routes.ts'
import { serversOf, upstreamBehind } from './upstream-behind.ts'

/** One for each address that the target stands for. */
export function nextServers(arrival: Arrival, asked: Asked): readonly Directive[] {
  const { server, http } = asked
  const name = hostSent(arrival, asked)
  const own = new Set(listensOf(server).map(({ place }) => place))
  const found = targetsOf(arrival.pass, http).flatMap((places) => {
    // A request to its own address may be for any server there.
    if (places.some((place) => own.has(place))) return []
    const at = places.map((place) => serversAt(http).get(place)).find((some) => some !== undefined) ?? []
    const named = serverNamed(at.map((one) => ({ server: one, names: namesOf(one) })))
    return (name === undefined ? undefined : named(name)) ?? at[0] ?? []
  })
  return [...new Set(found)]
}

/** The places of those servers that requests for this route come to. */
export const nextPlaces = (
  route: Route,
  asked: Asked,
): readonly { readonly server: Directive; readonly pass: Directive }[] =>
  nextServers(route, asked).flatMap((server) => {
    const host = hostSent(route, asked)
    const isTls = /^https:/i.test(firstArg(route.pass))
    const next = { http: asked.http, server, isTls, ...(host === undefined ? {} : { host }) }
    const place = routeFor(next, pathSent(route))
    return place === undefined ? [] : { server, pass: place.pass }
  })

/** By address, the default one first. */
const serversAt = oncePerObject((http: readonly Directive[]): ReadonlyMap<string, readonly Directive[]> => {
  const listens = serversIn(http).flatMap((server) => listensOf(server).map((listen) => ({ ...listen, server })))
  const first = [...listens.filter(({ isDefault }) => isDefault), ...listens]
  const at = Map.groupBy(first, ({ place }) => place)
  return new Map([...at].map(([place, same]) => [place, [...new Set(same.map(({ server }) => server))]]))
})

/** Each with the listening addresses that take its connections, those of one address before those of all. */
function targetsOf(pass: Directive, http: readonly Directive[]): readonly (readonly string[])[] {
  const upstream = upstreamBehind(pass, http)
  const isTls = upstream === undefined && /^https:/i.test(firstArg(pass))
  const hosts = upstream ? serversOf(upstream).map(firstArg) : [parseTarget(firstArg(pass))?.host ?? '']
  const isOfAll = (place: string): boolean => /^(\*|\[::\]):/.test(place)
  return hosts.flatMap((host) => {
    if (host.startsWith('unix:')) return [[host.replace(/:$/, '')]]
    const places = [...(localPlaces(host, isTls) ?? [])]
    return places.length === 0
      ? []
      : [[...places.filter((one) => !isOfAll(one)), ...places.filter((one) => isOfAll(one))]]
  })
}

/** In lower case and without a port; undefined where it is not known. */
function hostSent({ pass, blocks }: Arrival, { http, host }: Asked): string | undefined {
  const levels = [...blocks.map(({ block }) => block ?? []), http]
  // A level with any of its own inherits none.
  const fields = levels.map((level) => level.filter(({ name }) => name === 'proxy_set_header')).find((some) => some[0])
  const value = fields?.find((one) => firstArg(one).toLowerCase() === 'host')?.args[1]?.text ?? '$proxy_host'
  const variable = variableOf(value)
  if (variable === 'proxy_host') return withoutPort(parseTarget(firstArg(pass))?.host ?? '')
  if (variable !== undefined) return /^(http_)?host$/.test(variable) ? host : undefined
  return value.includes('$') ? undefined : withoutPort(value)
}

const withoutPort = (host: string): string =>
  host.startsWith('unix:') ? 'localhost' : host.toLowerCase().replace(/:\d+$/, '')

/** http://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_pass */
function pathSent({ pass, blocks, arrivesAs }: Route): string {
  const { rest = '' } = parseTarget(firstArg(pass)) ?? {}
  const location = blocks.find(({ name }) => name === 'location')
  const words = location?.args.map(({ text }) => text) ?? []
  const prefix = words.at(-1) ?? ''
  const isPlain = words.length === 1 || words[0] === '^~' || words[0] === '='
  const isReplaced = isPlain && rest.startsWith('/') && !rest.includes('$') && arrivesAs.startsWith(prefix)
  return isReplaced ? rest + arrivesAs.slice(prefix.length) : arrivesAs
}
