/** Which of the virtual servers is asked, and under which name. */

import { samplePath } from '../../harness/config/path-from-regexp.ts'
import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'
import { type PrepareOptions, SseCompatError } from '../../harness/model/index.ts'
import { walkAll, whereOf } from '../_kit/directive.ts'
import {
  asksForAny,
  misspeltIn,
  nothingProxies,
  type ReachedServer,
  type ServersOf,
  selectServer as select,
} from '../_kit/select-server.ts'
import { tooMany } from '../_kit/too-many.ts'
import { answeringIn } from '../_kit/virtual-servers.ts'
import type { Directive } from './config.ts'
import { correctedName } from './corrections.ts'
import { nameOf } from './follow-request.ts'
import { hostDependence } from './host-dependence.ts'
import { listensOf, serversIn, tlsPlaces } from './listen.ts'
import { locationsIn, redirectsToSlash } from './locations.ts'
import { namesOf, plainName, serverNamed } from './named-server.ts'
import { remarksOn } from './route-remarks.ts'
import { type Asked, type Route, routeFor, routesOf } from './routes.ts'

/** A virtual server at one of its listening addresses, e.g. `*:80`, as a request reaches it. */
export interface Reached extends ReachedServer {
  readonly server: Directive
  /** The configuration speaks TLS there. */
  readonly isTls: boolean
}

export interface Selected extends Reached {
  readonly route: Route
}

/**
 * @param file for the message
 * @param tls a server that was written for TLS comes before others, unless the options say otherwise
 * @throws SseCompatError `bad-config` when no server proxies, `no-route` when none proxies what the options name
 */
export function selectServer(
  http: readonly Directive[],
  file: string,
  options: PrepareOptions = {},
  tls = false,
): Selected {
  const reached = reachedIn(http)
  const servers: ServersOf<Reached, Route> = {
    answers: isNamed,
    isTls: ({ isTls }) => isTls,
    routesOf: (each, preferred) => routesOf(askedAt(each, http, tls), preferred),
    routeFor: (each, path) => routeFor(askedAt(each, http, tls), path),
  }
  const selected = select(reached, servers, options, tls)
  if (selected) return selected
  const [passedOver] = remarksOn(
    http,
    reached.map((each) => askedAt(each, http, tls)),
  )
  if (asksForAny(options) && passedOver) {
    throw new SseCompatError('bad-config', 'no request for a stream reaches a `proxy_pass` of this configuration', {
      where: passedOver.where,
      advice: passedOver.says,
    })
  }
  const below = withoutSlash(reached, options)
  if (below !== undefined) throw below
  const needed = 'a location with `proxy_pass http://…` that a request can reach is needed'
  throw nothingProxies(
    options,
    file,
    needed,
    () => reached.flatMap((each) => routesOf(askedAt(each, http)).map(({ path }) => ({ host: each.host, path }))),
    () =>
      misspeltIn(
        walkAll(http, ({ name, block }) => (TABLES.includes(name) ? [] : block)),
        correctedName,
      ),
  )
}

/** The path lacks the `/` of a location: an EventSource follows nginx's redirect to it, a POST becomes a GET there. */
function withoutSlash(reached: readonly Reached[], { path, host }: PrepareOptions): SseCompatError | undefined {
  if (path === undefined) return undefined
  const found = reached
    .filter((each) => host === undefined || each.host === '' || isNamed(each, host))
    .map(({ server }) => redirectsToSlash(locationsIn(server.block ?? []), path))
    .find((one) => one !== undefined)
  if (found === undefined) return undefined
  const message = `nginx redirects ${path} to ${path}/ (301): \`location ${nameOf(found.directive)}\` takes only what begins with ${path}/`
  const advice = `test \`--path ${path}/\`, and let the clients request it: a redirected POST may become a GET`
  return new SseCompatError('no-route', message, { where: whereOf(found.directive), advice })
}

export const isNamed = ({ host, server }: Reached, name: string): boolean => host === name || answers(server, name)

/** Blocks of values: what stands first in their lines is no directive. */
const TABLES = ['map', 'geo', 'types', 'split_clients']

/** @param tls it is asked over TLS whatever the configuration says */
export const askedAt = ({ server, isTls, host }: Reached, http: readonly Directive[], tls = false): Asked => ({
  http,
  server,
  isTls: isTls || tls,
  ...(host === '' ? {} : { host }),
})

const MAX_SERVERS = 2000
/** Of one server. */
const MAX_LISTENS = 2000

/** Every server that some Host header leads to, once for each of its addresses. */
export function reachedIn(http: readonly Directive[]): readonly Reached[] {
  const servers = serversIn(http)
  const beyond = servers[MAX_SERVERS]
  if (beyond) throw tooMany(MAX_SERVERS, 'servers', beyond)
  const listens = new Map(servers.map((server) => [server, listensOf(server)]))
  const crowded = servers.find((server) => (listens.get(server)?.length ?? 0) > MAX_LISTENS)
  if (crowded) throw tooMany(MAX_LISTENS, 'listening addresses', crowded)
  const overTls = tlsPlaces(http)
  const virtual = servers.map((server, index) => {
    const addresses = (listens.get(server) ?? []).map(({ place, isDefault }) => ({ address: place, isDefault }))
    return { server, index, addresses, names: namesOf(server) }
  })
  const known = new Map<string, (host: string) => Directive | undefined>()
  const namedAt = (address: string) => {
    const found =
      known.get(address) ??
      serverNamed(virtual.filter(({ addresses }) => addresses.some((one) => one.address === address)))
    known.set(address, found)
    return found
  }
  const { dependsOnHost, testsHost, mapped } = hostDependence(http)
  let left = MAX_HOSTS_IN_ALL
  return answeringIn(virtual).flatMap(({ server, index, address, names, isDefault, isShared }): Reached[] => {
    const at = { server, index, address, isTls: overTls.has(address) }
    const named = namedAt(address)
    const own = names.flatMap((name) => hostsOf(name).find((one) => named(one) === server) ?? [])
    const isCatchAll = isDefault && own[0] === '_'
    const isAny = isDefault && (own.length === 0 || (!isShared && isCatchAll))
    if (!dependsOnHost(server)) {
      return own.length > 0 || isDefault ? [{ ...at, isCatchAll, host: isAny ? '' : (own[0] ?? '') }] : []
    }
    const others = mapped.filter((host) => (named(host) ?? (isAny ? server : undefined)) === server)
    // The harness's own requests have an address for a name, which such a server may refuse.
    const hosts = [...others, ...(isAny ? [testsHost(server) ? ANY_HOST : ''] : own)]
    const tried = hosts.length > 1 ? hosts.slice(0, Math.min(MAX_HOSTS, left)) : []
    left -= tried.length
    const host = tried.find((one) => routesOf(askedAt({ ...at, host: one }, http)).length > 0) ?? hosts[0]
    return host === undefined ? [] : [{ ...at, isCatchAll, host }]
  })
}

/** A name that leads to a default server. */
const ANY_HOST = 'any-host.example'

/** Of one server that are tried: of several names all but one are often redirected to that. */
const MAX_HOSTS = 40
/** Of all servers together; each is a search for all routes of its server. */
const MAX_HOSTS_IN_ALL = 400

/** Host headers that a `server_name` answers to, in lower case; several where another server may take one of them. */
function hostsOf(name: string): readonly string[] {
  if (name === '') return []
  if (name.startsWith('~')) return [hostMatching(name.slice(1)) ?? []].flat()
  const plain = plainName(name).toLowerCase()
  if (!/^\*?\.|\*$/.test(plain)) return plain === '' ? [] : [plain]
  return ['sse', 'any', 'test-of-sse'].map((label) => plain.replace(/^\*?\./, `${label}.`).replace(/\*$/, 'test'))
}

function hostMatching(source: string): string | undefined {
  const regex = readRegExp(source, true)
  if (regex === undefined) return undefined
  // Read as if it were a path without its slash.
  const unanchored = readRegExp(source.replace(/^\^/, '^/'), true)
  const host = unanchored && samplePath(unanchored)?.slice(1)
  return host !== undefined && /^[\w.-]+$/.test(host) && matches(regex, host) ? host : undefined
}

function answers(server: Directive, host: string): boolean {
  return namesOf(server).some((name) => {
    const lower = plainName(name).toLowerCase()
    if (name.startsWith('~')) return matches(readRegExp(name.slice(1), true) ?? /$^/, host)
    if (lower.startsWith('.')) return host === lower.slice(1) || host.endsWith(lower)
    if (lower.startsWith('*.')) return host.endsWith(lower.slice(1))
    if (lower.endsWith('.*')) return host.startsWith(lower.slice(0, -1))
    return host === lower
  })
}
