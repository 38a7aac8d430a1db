/** Which of the virtual hosts is asked, and under which name. */

import { type PrepareOptions, SseCompatError } from '../../harness/model/index.ts'
import { arg, type Directive } from './config.ts'
import { type Route, routeFor, routesOf } from './routes.ts'

/** A virtual host at one of its ports, as a request reaches it; or the main server. */
export interface Reached {
  /** Undefined for the main server. */
  readonly virtual: Directive | undefined
  /** Host header that leads there, '' when any does. */
  readonly host: string
  /** The port that it was written for; '' for the main server. */
  readonly port: string
  /** What holds: the virtual host's own directives, then the main server's. */
  readonly levels: readonly (readonly Directive[])[]
}

export interface Selected extends Reached {
  readonly route: Route
}

/**
 * @param directives without conditional sections
 * @param file for the message
 * @param tls a virtual host that was written for TLS comes before others, unless the options say otherwise
 * @throws SseCompatError `bad-config` when nothing proxies, `no-route` when nothing proxies what the options name
 */
export function selectHost(
  directives: readonly Directive[],
  file: string,
  options: PrepareOptions = {},
  tls = false,
): Selected {
  const { path, host } = options
  const wanted = options.tls ?? (tls || undefined)
  const named = host?.toLowerCase().replace(/:\d+$/, '')
  const found = reachedIn(directives).flatMap((reached) => {
    if (named !== undefined && reached.host !== '' && !answers(reached, named)) return []
    const all = directivesFor(reached)
    const routes = path === undefined ? routesOf(all, ['/sse/']).slice(0, 1) : [routeFor(all, path)]
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
      advice:
        hidden(directives) ?? 'a `ProxyPass` to an http:// or https:// address, that a request can reach, is needed',
    })
  }
  const asked = [host && `host ${host}`, path && `path ${path}`].filter(Boolean).join(' and ')
  const paths = reachedIn(directives).flatMap((each) => routesOf(directivesFor(each)).map((route) => route.path))
  throw new SseCompatError('no-route', `nothing proxies a request for ${asked}`, {
    where: file,
    advice: `what is proxied here: ${[...new Set(paths)].slice(0, 10).join(', ') || 'nothing'}`,
  })
}

/** What may proxy, and is not looked into. */
const hidden = (directives: readonly Directive[]): string | undefined =>
  directives.some(({ key }) => key === 'use')
    ? 'lines that mod_macro makes (`Use …`) are not looked into: write what the macro stands for in their place'
    : undefined

const MOST = 2000

/** The main server's, then the virtual host's own. */
export const directivesFor = ({ levels }: Reached): readonly Directive[] => [...levels].reverse().flat()

/** Its own directives say so. */
export const isTls = ({ levels }: Reached): boolean =>
  levels[0]?.some((directive) => directive.key === 'sslengine' && !/^off$/i.test(arg(directive))) === true

/** Every virtual host that some Host header leads to, once for each of its ports; without any the main server. */
export function reachedIn(directives: readonly Directive[]): readonly Reached[] {
  const hosts = directives.filter(({ key }) => key === 'virtualhost')
  const main = directives.filter(({ key }) => key !== 'virtualhost')
  const beyond = hosts[MOST]
  if (beyond) {
    const where = `${beyond.file}:${beyond.line}`
    throw new SseCompatError('bad-config', `more than ${MOST} virtual hosts`, {
      where,
      advice: 'give those that matter',
    })
  }
  if (hosts.length === 0) return [{ virtual: undefined, host: '', port: '', levels: [main] }]
  const firsts = new Map<string, Directive>()
  for (const virtual of hosts) {
    for (const port of portsOf(virtual)) {
      for (const key of [port, ...namesOf(virtual).map((name) => `${port} ${name}`)]) {
        if (!firsts.has(key)) firsts.set(key, virtual)
      }
    }
  }
  return hosts.flatMap((virtual) =>
    portsOf(virtual).flatMap((port): Reached[] => {
      const reached = { virtual, port, levels: [virtual.section ?? [], main] }
      const name = namesOf(virtual).find((each) => firsts.get(`${port} ${each}`) === virtual)
      if (name !== undefined) return [{ ...reached, host: hostOf(name) }]
      return firsts.get(port) === virtual ? [{ ...reached, host: '' }] : []
    }),
  )
}

/** `80` of `*:80`, `[::]:80`, `_default_:80`; `*` where no port is given, which stands for all. */
export const portOf = (address: string): string => /:(\d+|\*)$/.exec(address)?.[1] ?? '*'

const portsOf = (virtual: Directive): readonly string[] => [...new Set(virtual.args.map(({ text }) => portOf(text)))]

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
