/** Selects the virtual server that is tested, and the route of it. */
import type { Span } from '../../harness/config/span-edits.ts'
import type { Corrected } from '../../harness/config/spelling.ts'
import { type PrepareOptions, type ServerPlace, SseCompatError } from '../../harness/model/index.ts'
import { whereOf } from './directive.ts'

/** A virtual server at one of its addresses, as a request reaches it. */
export interface ReachedServer extends ServerPlace {
  /** Host header that selects it, '' when any Host does. */
  readonly host: string
  /** Its name is no host's, such as `_`, and it responds to every Host that no other server has. */
  readonly isCatchAll?: boolean
}

const takesAny = ({ host, isCatchAll = false }: ReachedServer): boolean => host === '' || isCatchAll

/** How a product finds the routes of a server. */
export interface ServersOf<R extends ReachedServer, T extends { readonly path: string }> {
  readonly answers: (server: R, host: string) => boolean
  /** The configuration uses TLS on that address. */
  readonly isTls: (server: R) => boolean
  /** @param preferred paths that are tried first */
  readonly routesOf: (server: R, preferred: readonly string[]) => readonly T[]
  readonly routeFor: (server: R, path: string) => T | undefined
}

/** The path of streams in this project's own configurations. */
const OWN_PATH = '/sse/'

/**
 * The server and route that match the options, the best one where several do: one with the host's name is preferred, then one for
 * `/sse/`, then one for everything below a path. Undefined where none matches.
 * @param tls a server that was written for TLS comes first, unless the options say otherwise
 */
export function selectServer<R extends ReachedServer, T extends { readonly path: string }>(
  reached: readonly R[],
  { answers, isTls, routesOf, routeFor }: ServersOf<R, T>,
  { path, host, server, tls }: PrepareOptions,
  forTls: boolean,
): (R & { readonly route: T }) | undefined {
  const wanted = tls ?? (forTls || undefined)
  const named = host === undefined ? undefined : nameIn(host)
  const found = reached.flatMap((each) => {
    if (server !== undefined && (server.index !== each.index || server.address !== each.address)) return []
    if (named !== undefined && !takesAny(each) && !answers(each, named)) return []
    const routes = path === undefined ? routesOf(each, [OWN_PATH]).slice(0, 1) : [routeFor(each, path)]
    return routes.flatMap((route) => (route ? [{ each, route }] : []))
  })
  if (wanted !== undefined) found.sort((a, b) => Number(isTls(b.each) === wanted) - Number(isTls(a.each) === wanted))
  const exact = named === undefined ? undefined : found.find(({ each }) => answers(each, named))
  const own = found.find(({ route }) => route.path === OWN_PATH)
  const selected = exact ?? own ?? found.find(({ route }) => route.path.endsWith('/')) ?? found[0]
  return selected && { ...selected.each, host: host ?? selected.each.host, route: selected.route }
}

/**
 * The servers that a request with this Host reaches: those with the name; where there are none, those that any Host reaches.
 * @param isNamed whether one of the server's names is, or stands for, this one, in lower case and without a port
 */
export function serversOfHost<R extends ReachedServer>(
  reached: readonly R[],
  host: string,
  isNamed: (server: R, host: string) => boolean,
): readonly R[] {
  const name = nameIn(host)
  const own = reached.filter((each) => isNamed(each, name))
  return own.length > 0 ? own : reached.filter(takesAny)
}

const nameIn = (host: string): string => host.toLowerCase().replace(/:\d+$/, '')

/** Whether any route can be used. */
export const asksForAny = ({ path, host }: PrepareOptions): boolean => path === undefined && host === undefined

export interface Misspelt {
  /** `file:line` */
  readonly where: string
  readonly written: string
  readonly meant: string
}

/** Maximum number of distinct names that are looked up. A real configuration has a few hundred. */
const MAX_NAMES = 1000

/** @param correct returns the name that was probably meant; undefined where the written name is known */
export function misspeltIn<D extends Pick<Span, 'file' | 'line'> & { readonly name: string }>(
  directives: Iterable<D>,
  correct: (name: string) => Corrected | undefined,
): Misspelt | undefined {
  const seen = new Set<string>()
  for (const directive of directives) {
    if (seen.has(directive.name)) continue
    if (seen.size === MAX_NAMES) return undefined
    seen.add(directive.name)
    const meant = correct(directive.name)?.name
    if (meant !== undefined) return { where: whereOf(directive), written: directive.name, meant }
  }
  return undefined
}

/**
 * The error for a configuration in which `selectServer` finds nothing.
 * @param file for the message
 * @param needed what a configuration needs to be tested, as advice
 * @param routes every existing one: the name of its server and its path
 * @param misspelt the first directive with an unknown name, and the name that was probably meant
 */
export function nothingProxies(
  options: PrepareOptions,
  file: string,
  needed: string,
  routes: () => readonly { readonly host: string; readonly path: string }[],
  misspelt: () => Misspelt | undefined = () => undefined,
): SseCompatError {
  const wrong = asksForAny(options) ? misspelt() : undefined
  if (wrong !== undefined) {
    const message = `nothing in this configuration proxies; \`${wrong.written}\` is not a directive`
    return new SseCompatError('bad-config', message, { where: wrong.where, advice: `was \`${wrong.meant}\` meant?` })
  }
  if (asksForAny(options))
    return new SseCompatError('bad-config', 'nothing in this configuration proxies', { where: file, advice: needed })
  const { path, host } = options
  const asked = [host && `host ${host}`, path && `path ${path}`].filter(Boolean).join(' and ')
  const shown = routes().map((route) => `${host === undefined ? '' : route.host}${route.path}`)
  const list = [...new Set(shown)].slice(0, 10).join(', ')
  return new SseCompatError('no-route', `nothing proxies a request for ${asked}`, {
    where: file,
    advice: `what is proxied here: ${list || 'nothing'}`,
  })
}
