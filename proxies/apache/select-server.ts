/** Which of the virtual hosts is asked, and under which name. */

import { type PrepareOptions, type Remark, SseCompatError } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { asksForAny, misspeltIn, nothingProxies, type ServersOf, selectServer } from '../_kit/select-server.ts'
import { tooMany } from '../_kit/too-many.ts'
import { answeringIn } from '../_kit/virtual-servers.ts'
import { STREAM } from './client.ts'
import { arg, type Directive } from './config.ts'
import { correctedName } from './corrections.ts'
import { exclusionFor, type Route, routeFor, routesOf } from './routes.ts'
import { askedBy, directivesFor, type Reached } from './server-directives.ts'
import { speaksTls } from './tls-host.ts'
import { walk } from './tree.ts'
import { whyNothing } from './why-nothing.ts'

export interface Selected extends Reached {
  readonly route: Route
}

const SERVERS: ServersOf<Reached, Route> = {
  answers: (each, host) => each.host === host || answers(each.virtual, host),
  isTls: (reached) => isTls(reached),
  routesOf: (reached, preferred) => routesOf(directivesFor(reached), preferred, STREAM, askedBy(reached)),
  routeFor: (reached, path) => routeFor(directivesFor(reached), path, STREAM, askedBy(reached)),
}

/**
 * @param directives without conditional sections
 * @param top with them
 * @param file for the message
 * @param tls a virtual host that was written for TLS comes before others, unless the options say otherwise
 * @param passedOver what is said where nothing is selected, of lines that no request reaches
 * @throws SseCompatError `bad-config` when nothing proxies, `no-route` when nothing proxies what the options name
 */
export function selectHost(
  directives: readonly Directive[],
  top: readonly Directive[],
  file: string,
  options: PrepareOptions = {},
  tls = false,
  passedOver: (all: readonly Reached[]) => readonly Remark[] = () => [],
): Selected {
  const all = askedFor(reachedIn(directives, top), options.host)
  const selected = selectServer(all, SERVERS, options, tls)
  if (selected) return selected
  const [remark] = asksForAny(options) ? passedOver(all) : []
  if (remark) {
    const message = 'no request for a stream reaches a line of this configuration that proxies'
    throw new SseCompatError('bad-config', message, { where: remark.where, advice: remark.says })
  }
  const excluded = options.path === undefined ? undefined : exclusionIn(all, options.path)
  if (excluded !== undefined) {
    const written = [excluded.name, ...excluded.args.map(({ text }) => text)].join(' ')
    const message = `nothing proxies a request for path ${options.path}: \`${written}\` keeps it here`
    const advice = 'take the line out, or name another path'
    throw new SseCompatError('no-route', message, { where: whereOf(excluded), advice })
  }
  const misspelt = () => misspeltIn(walk(top), correctedName)
  const other = asksForAny(options) && misspelt() === undefined ? whyNothing(walk(top)) : undefined
  if (other !== undefined) {
    const message = 'nothing in this configuration proxies'
    throw new SseCompatError('bad-config', message, { where: other.where, advice: other.says })
  }
  const needed = 'a `ProxyPass` to an http:// or https:// address, that a request can reach, is needed'
  throw nothingProxies(
    options,
    file,
    needed,
    () => all.flatMap((each) => routesOf(directivesFor(each)).map(({ path }) => ({ host: each.host, path }))),
    misspelt,
  )
}

const exclusionIn = (all: readonly Reached[], path: string): Directive | undefined =>
  all.map((each) => exclusionFor(directivesFor(each), path, askedBy(each))).find((one) => one !== undefined)

/** The main server has no name of its own. */
export const isNamed = ({ virtual }: Reached, host: string): boolean => virtual !== undefined && answers(virtual, host)

/** With the name that is asked for, which conditions of rules may compare. */
export function askedFor(all: readonly Reached[], host: string | undefined): readonly Reached[] {
  if (host === undefined) return all
  const name = host.toLowerCase().replace(/:\d+$/, '')
  return all.map((each) => (each.host === '' || isNamed(each, name) ? { ...each, host: name } : each))
}

const MAX_HOSTS = 2000

/** Its own directives say so. */
export const isTls = ({ levels }: Reached): boolean => speaksTls(levels[0] ?? [])

/**
 * Every virtual host that some Host header leads to, once for each of its addresses; the main server where none of them answers.
 * @param directives without conditional sections
 * @param top with them
 */
export function reachedIn(directives: readonly Directive[], top: readonly Directive[]): readonly Reached[] {
  const hosts = directives.filter(({ key }) => key === 'virtualhost')
  const main = directives.filter(({ key }) => key !== 'virtualhost')
  const beyond = hosts[MAX_HOSTS]
  if (beyond) throw tooMany(MAX_HOSTS, 'virtual hosts', beyond)
  const mainAt = (address: string): Reached => ({ virtual: undefined, index: -1, host: '', address, levels: [main] })
  if (hosts.length === 0) return [mainAt('')]
  const written = [...new Set([...walk(top)].filter(({ key }) => key === 'virtualhost').map(placeOf))]
  const servers = hosts.map((server) => ({
    server,
    index: written.indexOf(placeOf(server)),
    addresses: addressesOf(server).map((address) => ({ address, isDefault: false })),
    names: namesOf(server),
  }))
  // The first host with a name or a mask for a request answers it.
  const order = new Map(hosts.map((one, at) => [one, at]))
  const masks = servers.filter(({ names }) => names.some((name) => /[*?]/.test(name)))
  let comparisons = 0
  const isTakenBefore = (virtual: Directive, address: string, host: string): boolean => {
    for (const { server, addresses, names } of masks) {
      if ((order.get(server) ?? 0) >= (order.get(virtual) ?? 0)) return false
      comparisons += names.length
      if (comparisons > MAX_COMPARISONS) return false
      if (addresses.some((each) => each.address === address) && isOneOf(names, host)) return true
    }
    return false
  }
  let left = MAX_NAMES_IN_ALL
  const reached = answeringIn(servers).flatMap(({ server, index, address, names, isDefault }): Reached[] => {
    const own = names.map(hostOf).filter((host) => !isTakenBefore(server, address, host))
    if (own.length === 0 && !isDefault) return []
    const at: Reached = { virtual: server, index, address, host: '', levels: [server.section ?? [], main] }
    const tried = own.slice(0, own.length > 1 ? Math.min(MAX_NAMES, left) : 0)
    left -= tried.length
    return [{ ...at, host: proxiedHost(own, tried, at) }]
  })
  return [...reached, ...uncovered(main, hosts).map(mainAt)]
}

/** The first by which something is proxied: of several names all but one are often redirected to that. */
function proxiedHost(hosts: readonly string[], tried: readonly string[], reached: Reached): string {
  const [first] = hosts
  const all = directivesFor(reached)
  const tellsNames = [...walk(all)].some(
    ({ key, args }) =>
      /^(rewritecond|if|elseif)$/.test(key) && args.some(({ text }) => /HTTP_HOST|HTTP:HOST|SERVER_NAME/i.test(text)),
  )
  if (!tellsNames) return first ?? ''
  // It may refuse requests that have an address for a name, as those of the harness have.
  if (first === undefined) return ANY_HOST
  return tried.find((host) => routesOf(all, [], STREAM, host).length > 0) ?? first
}

/** A name that leads to a virtual host without names. */
const ANY_HOST = 'any-host.example'

/** Of one virtual host that are tried. */
const MAX_NAMES = 20
/** Of all together; each is a search for all routes of its host. */
const MAX_NAMES_IN_ALL = 400
/** Of a name with a mask before it; after as many a name counts as its own host's. */
const MAX_COMPARISONS = 10_000_000

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
    .replace(/\$\{[^{}]*\}/g, '')
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
const answers = (virtual: Directive | undefined, host: string): boolean =>
  virtual === undefined || isOneOf(namesOf(virtual), host)

const isOneOf = (names: readonly string[], host: string): boolean =>
  names.some((name) => {
    const start = name.indexOf('*')
    if (start < 0) return host === name
    return host.startsWith(name.slice(0, start)) && host.endsWith(name.slice(name.lastIndexOf('*') + 1))
  })
