/** Which of the virtual servers is asked, and under which name. */

import { samplePath } from '../../harness/config/path-from-regexp.ts'
import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'
import { type PrepareOptions, SseCompatError } from '../../harness/model/index.ts'
import type { Directive } from './config.ts'
import { listensOf, serversIn } from './listen.ts'
import { remarksOn } from './route-remarks.ts'
import { type Asked, type Route, routeFor, routesOf } from './routes.ts'

/** A virtual server at one of its listening addresses, as a request reaches it. */
export interface Reached {
  readonly server: Directive
  /** Its position among all servers. */
  readonly index: number
  /** Host header that leads to it, '' when any does. */
  readonly host: string
  /** The listening address in its normal form, e.g. `*:80`. */
  readonly place: string
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
  const { path, host } = options
  const wanted = options.tls ?? (tls || undefined)
  const named = host?.toLowerCase().replace(/:\d+$/, '')
  const reached = reachedIn(http).filter(
    (each) => isAsked(each, options) && (named === undefined || each.host === '' || answers(each.server, named)),
  )
  const found = reached.flatMap((each) => {
    const routes =
      path === undefined
        ? routesOf(askedAt(each, http, tls), ['/sse/']).slice(0, 1)
        : [routeFor(askedAt(each, http, tls), path)]
    return routes.flatMap((route) => (route ? [{ ...each, host: host ?? each.host, route }] : []))
  })
  if (wanted !== undefined) found.sort((a, b) => Number(b.isTls === wanted) - Number(a.isTls === wanted))
  const exact = named === undefined ? undefined : found.find(({ server }) => answers(server, named))
  const selected = exact ?? found.find(({ route }) => route.path === '/sse/') ?? found.find(isFolder) ?? found[0]
  if (selected) return selected
  const [passedOver] = remarksOn(
    http,
    reachedIn(http).map((each) => askedAt(each, http, tls)),
  )
  if (path === undefined && host === undefined && passedOver) {
    throw new SseCompatError('bad-config', 'no request for a stream reaches a `proxy_pass` of this configuration', {
      where: passedOver.where,
      advice: passedOver.says,
    })
  }
  if (path === undefined && host === undefined) {
    throw new SseCompatError('bad-config', 'nothing in this configuration proxies', {
      where: file,
      advice: 'a location with `proxy_pass http://…` that a request can reach is needed',
    })
  }
  const asked = [host && `host ${host}`, path && `path ${path}`].filter(Boolean).join(' and ')
  throw new SseCompatError('no-route', `nothing proxies a request for ${asked}`, {
    where: file,
    advice: `what is proxied here: ${proxiedPaths(http)}`,
  })
}

/** @param tls it is asked over TLS whatever the configuration says */
export const askedAt = ({ server, isTls }: Reached, http: readonly Directive[], tls = false): Asked => ({
  http,
  server,
  isTls: isTls || tls,
})

const isAsked = ({ index, place }: Reached, { server }: PrepareOptions): boolean =>
  server === undefined || (server.index === index && server.address === place)

const isFolder = ({ route }: Selected): boolean => route.path.endsWith('/')

function proxiedPaths(http: readonly Directive[]): string {
  const paths = reachedIn(http).flatMap((each) => routesOf(askedAt(each, http)).map(({ path }) => path))
  return [...new Set(paths)].slice(0, 10).join(', ') || 'nothing'
}

const MOST = 2000

interface Place {
  readonly first: Directive
  isShared: boolean
  /** The first one that says `default_server`. */
  marked?: Directive
  /** Which server has a name first. */
  readonly taken: Map<string, Directive>
}

/** Every server that some Host header leads to, once for each of its addresses. */
export function reachedIn(http: readonly Directive[]): readonly Reached[] {
  const beyond = serversIn(http)[MOST]
  if (beyond) throw tooMany('servers', beyond)
  const servers = serversIn(http).map((server, index) => ({
    server,
    index,
    listens: listensOf(server),
    names: namesOf(server),
  }))
  const crowded = servers.find(({ listens }) => listens.length > MOST)
  if (crowded) throw tooMany('listening addresses', crowded.server)
  const places = new Map<string, Place>()
  for (const { server, listens, names } of servers) {
    for (const { place, isDefault } of listens) {
      const there = places.get(place) ?? { first: server, isShared: false, taken: new Map<string, Directive>() }
      places.set(place, there)
      if (there.first !== server) there.isShared = true
      if (isDefault) there.marked ??= server
      for (const name of names) if (!there.taken.has(name)) there.taken.set(name, server)
    }
  }
  return servers.flatMap(({ server, index, listens, names }) =>
    [...new Set(listens.map(({ place }) => place))].flatMap((place): Reached[] => {
      const isTls = listens.some((listen) => listen.place === place && listen.isTls)
      const there = places.get(place)
      const own = names.filter((name) => name !== '' && there?.taken.get(name) === server)
      const host = own.map(hostOf).find(Boolean)
      if (host) return [{ server, index, place, isTls, host: !there?.isShared && host === '_' ? '' : host }]
      return server === (there?.marked ?? there?.first) ? [{ server, index, place, isTls, host: '' }] : []
    }),
  )
}

const tooMany = (what: string, { file, line }: Directive): SseCompatError =>
  new SseCompatError('bad-config', `more than ${MOST} ${what}`, {
    where: `${file}:${line}`,
    advice: 'give those that matter',
  })

export const namesOf = (server: Directive): readonly string[] =>
  (server.block ?? []).filter(({ name }) => name === 'server_name').flatMap(({ args }) => args.map(({ text }) => text))

/** A Host header that a `server_name` answers to. */
function hostOf(name: string): string | undefined {
  if (name.startsWith('~')) return hostMatching(name.slice(1))
  return plain(name)
    .replace(/^\*?\./, 'sse.')
    .replace(/\*$/, 'test')
}

/** Without what no host's name has, as in a template that nobody filled in. */
const plain = (name: string): string => name.replace(/[^\w.*-]+/g, '')

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
    const lower = plain(name).toLowerCase()
    if (name.startsWith('~')) return matches(readRegExp(name.slice(1), true) ?? /$^/, host)
    if (lower.startsWith('.')) return host === lower.slice(1) || host.endsWith(lower)
    if (lower.startsWith('*.')) return host.endsWith(lower.slice(1))
    if (lower.endsWith('.*')) return host.startsWith(lower.slice(0, -1))
    return host === lower
  })
}
