/** Which of the virtual servers is asked, and where each listens in the harness. */

import type { Edits } from '../../harness/edits.ts'
import type { Site } from '../../harness/model.ts'
import { SseCompatError } from '../../harness/model.ts'
import { samplePath } from '../../harness/sample-path.ts'
import { hostPort } from './backends.ts'
import { type Directive, firstArg } from './config.ts'
import { type Route, routeOf, toRegExp } from './routes.ts'

export interface Selected {
  readonly server: Directive
  readonly route: Route
  /** Host header that leads to it, '' when any does. */
  readonly host: string
  /** The listening address that it was chosen for, as the configuration has it, e.g. `80`. */
  readonly place: string
}

interface Listen {
  readonly directive: Directive | undefined
  /** What tells listening addresses apart: the port, or a socket's path. */
  readonly place: string
  readonly isDefault: boolean
}

/** @throws SseCompatError `bad-config` when no server proxies */
export function selectServer(http: readonly Directive[], file: string): Selected {
  const servers = serversIn(http)
  const found = servers.flatMap((server) => {
    const route = routeOf(server)
    if (route === undefined) return []
    return listensOf(server).flatMap(({ place }) => {
      const host = hostFor(server, place, servers)
      return host === undefined ? [] : [{ server, route, host, place }]
    })
  })
  const selected = found.find(({ route }) => route.path === '/sse/') ?? found.find(folder) ?? found[0]
  if (selected) return selected
  throw new SseCompatError('bad-config', 'nothing in this configuration proxies', {
    where: file,
    advice: 'a location with `proxy_pass http://…` that a request can reach is needed',
  })
}

const folder = ({ route }: Selected): boolean => route.path.endsWith('/')
const serversIn = (http: readonly Directive[]) => http.filter(({ name, block }) => name === 'server' && block)

function listensOf(server: Directive): readonly Listen[] {
  const listens = (server.block ?? [])
    .filter(({ name, args }) => name === 'listen' && !args.some(({ text }) => text === 'quic'))
    .map((directive) => ({
      directive,
      place: placeOf(firstArg(directive)),
      isDefault: directive.args.some(({ text }) => text === 'default_server' || text === 'default'),
    }))
  return listens.length > 0 ? listens : [{ directive: undefined, place: '80', isDefault: false }]
}

/** The port of `80`, `*:80`, `[::]:80`, `127.0.0.1:80`, `name`; a socket's path as it is. */
function placeOf(address: string): string {
  if (address.startsWith('unix:')) return address
  return /^(?:.*:)?(\d+)$/.exec(address.replace(/\[[^\]]*\]/, 'v6'))?.[1] ?? '80'
}

/** @returns undefined when no Host header leads to this server, since another one answers to its names */
function hostFor(server: Directive, place: string, servers: readonly Directive[]): string | undefined {
  const there = servers.filter((other) => listensOf(other).some((listen) => listen.place === place))
  const earlier = there.slice(0, there.indexOf(server)).flatMap(namesOf)
  for (const name of namesOf(server)) {
    if (name === '' || earlier.includes(name)) continue
    const host = name.startsWith('~')
      ? hostMatching(name.slice(1))
      : name.replace(/^\*?\./, 'sse.').replace(/\*$/, 'test')
    if (host) return there.length === 1 && host === '_' ? '' : host
  }
  const marked = there.find((other) => listensOf(other).some((listen) => listen.place === place && listen.isDefault))
  return server === (marked ?? there[0]) ? '' : undefined
}

const namesOf = (server: Directive): string[] =>
  (server.block ?? []).filter(({ name }) => name === 'server_name').flatMap(({ args }) => args.map(({ text }) => text))

function hostMatching(source: string): string | undefined {
  const regex = toRegExp(source, true)
  if (regex === undefined) return undefined
  // Read as if it were a path without its slash.
  const unanchored = toRegExp(source.replace(/^\^/, '^/'), true)
  const host = unanchored && samplePath(unanchored)?.slice(1)
  return host !== undefined && /^[\w.-]+$/.test(host) && regex.test(host) ? host : undefined
}

/** Options that stay; nginx takes them once for an address. */
const KEPT = /^(backlog|rcvbuf|sndbuf|so_keepalive|fastopen)=|^reuseport$/

/**
 * Every `listen` of the selected server's port becomes `site.listen`; those of other ports, a socket in the site's folder, one a
 * port, so that servers that were apart stay apart. Only one `listen` a server and place is left.
 */
export function replaceListens(http: readonly Directive[], selected: Selected, site: Site, edits: Edits): void {
  const defaults = new Set<string>()
  const withOptions = new Set<string>()
  for (const server of serversIn(http)) {
    const taken = new Set<string>()
    for (const directive of server.block ?? []) {
      if (directive.name === 'listen' && directive.args.some(({ text }) => text === 'quic')) {
        edits.drop(directive, 'HTTP/3 is not asked for here')
      }
    }
    for (const { directive, place, isDefault } of listensOf(server)) {
      if (directive && taken.has(place)) {
        edits.drop(directive, 'one address a server is enough here')
        continue
      }
      taken.add(place)
      const address = place === selected.place ? hostPort(site.listen) : socket(place, site)
      const words = [address]
      if (isDefault && !defaults.has(place)) words.push('default_server')
      if (isDefault) defaults.add(place)
      const options = (directive?.args ?? []).map(({ text }) => text).filter((text) => KEPT.test(text))
      if (options.length > 0 && !withOptions.has(place)) words.push(...options)
      if (options.length > 0) withOptions.add(place)
      const line = `listen ${words.join(' ')};`
      if (directive) edits.replace(directive, line, whyListen(directive, place === selected.place))
      else if (server.opening) edits.insert(server.opening, ` ${line}`, 'without a `listen` nginx takes port 80')
    }
  }
}

function whyListen(directive: Directive, isSelected: boolean): string {
  const words = directive.args.map(({ text }) => text)
  if (!isSelected) return 'kept apart from the server that is asked'
  if (words.includes('ssl')) return 'the harness talks cleartext to the proxy, at an address of its own'
  if (words.includes('proxy_protocol')) return 'the harness sends no PROXY header; an address of its own'
  return 'an address of its own'
}

function socket(place: string, site: Site): string {
  return `unix:${site.directory}/run/${place.replace(/\W+/g, '-').slice(-20)}.sock`
}
