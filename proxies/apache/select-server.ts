/** Which of the virtual hosts is asked, and under which name. */

import { type PrepareOptions, SseCompatError } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { arg, type Directive } from './config.ts'
import { type Route, routeFor, routesOf } from './routes.ts'
import { walk } from './tree.ts'

/** A virtual host at one of its ports, as a request reaches it; or the main server. */
export interface Reached {
  /** Undefined for the main server. */
  readonly virtual: Directive | undefined
  /** Host header that leads there, '' when any does. */
  readonly host: string
  /** Its position among all virtual hosts, those under conditions included; -1 for the main server. */
  readonly index: number
  /** The address that it was written for, in a normal form, e.g. `*:80`, `10.0.0.1:*`; '' for a main server without a `Listen`. */
  readonly address: string
  /** What holds: the virtual host's own directives, then the main server's. */
  readonly levels: readonly (readonly Directive[])[]
}

export interface Selected extends Reached {
  readonly route: Route
}

/**
 * @param directives without conditional sections
 * @param top with them
 * @param file for the message
 * @param tls a virtual host that was written for TLS comes before others, unless the options say otherwise
 * @throws SseCompatError `bad-config` when nothing proxies, `no-route` when nothing proxies what the options name
 */
export function selectHost(
  directives: readonly Directive[],
  top: readonly Directive[],
  file: string,
  options: PrepareOptions = {},
  tls = false,
): Selected {
  const { path, host } = options
  const wanted = options.tls ?? (tls || undefined)
  const named = host?.toLowerCase().replace(/:\d+$/, '')
  const all = reachedIn(directives, top)
  const found = all.flatMap((reached) => {
    const { server } = options
    if (server !== undefined && (server.index !== reached.index || server.address !== reached.address)) return []
    if (named !== undefined && reached.host !== '' && !answers(reached, named)) return []
    const own = directivesFor(reached)
    const routes = path === undefined ? routesOf(own, ['/sse/']).slice(0, 1) : [routeFor(own, path)]
    return routes.flatMap((route) => (route ? [{ ...reached, host: host ?? reached.host, route }] : []))
  })
  if (wanted !== undefined) found.sort((a, b) => Number(isTls(b) === wanted) - Number(isTls(a) === wanted))
  const selected =
    (named === undefined ? undefined : found.find((each) => answers(each, named))) ??
    found.find(({ route }) => route.path === '/sse/') ??
    found.find(({ route }) => route.path.endsWith('/')) ??
    found[0]
  if (selected) return selected
  if (path === undefined && host === undefined) {
    throw new SseCompatError('bad-config', 'nothing in this configuration proxies', {
      where: file,
      advice: 'a `ProxyPass` to an http:// or https:// address, that a request can reach, is needed',
    })
  }
  const asked = [host && `host ${host}`, path && `path ${path}`].filter(Boolean).join(' and ')
  const paths = all.flatMap((each) => routesOf(directivesFor(each)).map((route) => route.path))
  throw new SseCompatError('no-route', `nothing proxies a request for ${asked}`, {
    where: file,
    advice: `what is proxied here: ${[...new Set(paths)].slice(0, 10).join(', ') || 'nothing'}`,
  })
}

const MOST = 2000

/** The main server's, then the virtual host's own. */
export const directivesFor = ({ levels }: Reached): readonly Directive[] => [...levels].reverse().flat()

/** Its own directives say so. */
export const isTls = ({ levels }: Reached): boolean =>
  levels[0]?.some((directive) => directive.key === 'sslengine' && !/^off$/i.test(arg(directive))) === true

/**
 * Every virtual host that some Host header leads to, once for each of its addresses; the main server where none of them answers.
 * @param directives without conditional sections
 * @param top with them
 */
export function reachedIn(directives: readonly Directive[], top: readonly Directive[]): readonly Reached[] {
  const hosts = directives.filter(({ key }) => key === 'virtualhost')
  const main = directives.filter(({ key }) => key !== 'virtualhost')
  const beyond = hosts[MOST]
  if (beyond) {
    const where = whereOf(beyond)
    throw new SseCompatError('bad-config', `more than ${MOST} virtual hosts`, {
      where,
      advice: 'give those that matter',
    })
  }
  const mainAt = (address: string): Reached => ({ virtual: undefined, index: -1, host: '', address, levels: [main] })
  if (hosts.length === 0) return [mainAt('')]
  const written = [...new Set([...walk(top)].filter(({ key }) => key === 'virtualhost').map(placeOf))]
  const firsts = new Map<string, Directive>()
  for (const virtual of hosts) {
    for (const address of addressesOf(virtual)) {
      for (const key of [address, ...namesOf(virtual).map((name) => `${address} ${name}`)]) {
        if (!firsts.has(key)) firsts.set(key, virtual)
      }
    }
  }
  const reached = hosts.flatMap((virtual) =>
    addressesOf(virtual).flatMap((address): Reached[] => {
      const index = written.indexOf(placeOf(virtual))
      const here = { virtual, index, address, levels: [virtual.section ?? [], main] }
      const name = namesOf(virtual).find((each) => firsts.get(`${address} ${each}`) === virtual)
      if (name !== undefined) return [{ ...here, host: hostOf(name) }]
      return firsts.get(address) === virtual ? [{ ...here, host: '' }] : []
    }),
  )
  return [...reached, ...uncovered(main, hosts).map(mainAt)]
}

const placeOf = ({ file, start }: Directive): string => `${start}:${file}`

/** Addresses of a `Listen` whose port no virtual host is for: there the main server answers. */
function uncovered(main: readonly Directive[], hosts: readonly Directive[]): readonly string[] {
  const ports = new Set(hosts.flatMap(addressesOf).map(portOf))
  const listens = main.filter(({ key }) => key === 'listen').map((listen) => addressOf(arg(listen)))
  return ports.has('*') ? [] : [...new Set(listens)].filter((address) => !ports.has(portOf(address)))
}

/** `80` of `*:80`, `[::]:80`, `_default_:80`; `*` where no port is given, which stands for all. */
export const portOf = (address: string): string => /:(\d+|\*)$/.exec(address)?.[1] ?? '*'

/** `*:80` of `*:80`, `_default_:80`, `0.0.0.0:80` and, as in `Listen`, `80`; `10.0.0.1:*` of `10.0.0.1`. */
export function addressOf(text: string): string {
  const port = /^\d+$/.test(text) ? text : portOf(text)
  const host = /^\d+$/.test(text) ? '' : text.replace(/:(\d+|\*)$/, '').toLowerCase()
  return `${/^(\*|_default_|0\.0\.0\.0|)$/.test(host) ? '*' : host}:${port}`
}

const addressesOf = (virtual: Directive): readonly string[] => [
  ...new Set(virtual.args.map(({ text }) => addressOf(text))),
]

/** Masks get a name that matches them; variables that have no value are left out. */
const hostOf = (name: string): string =>
  name
    .replace(/\$\{[^}]*\}/g, '')
    .replace(/\*/g, 'sse')
    .replace(/\?/g, 'x')
    .replace(/[^\w.-]+/g, '')

export function namesOf(virtual: Directive): readonly string[] {
  const named = (virtual.section ?? []).filter(({ key }) => key === 'servername' || key === 'serveralias')
  return named.flatMap(({ args }) =>
    args.map(({ text }) =>
      asCarried(text)
        .replace(/^\w+:\/\//, '')
        .replace(/:\d+$/, '')
        .toLowerCase(),
    ),
  )
}

/** A name as a request can carry it: placeholders of other people's templates, `@@NAME@@` or `%(name)s`, without their marks. */
export const asCarried = (name: string): string =>
  name.includes('${') ? name : name.replace(/[^\p{L}\p{N}_.:/*?[\]-]+/gu, '')

/** `*` and `?` stand for any characters and one. */
function answers({ virtual }: Reached, host: string): boolean {
  if (virtual === undefined) return true
  return namesOf(virtual).some((name) => {
    const [start = '', ...rest] = name.split('*')
    return rest.length === 0 ? host === name : host.startsWith(start) && host.endsWith(rest.at(-1) ?? '')
  })
}
