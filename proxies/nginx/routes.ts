/** Which places of a virtual server proxy, and which path leads to each. */

import { samplePaths } from '../../harness/config/path-from-regexp.ts'
import type { Ms } from '../../harness/model/index.ts'
import { alone, asFolder, requestPath } from '../_kit/route-paths.ts'
import type { Directive } from './config.ts'
import { type Arrival, followRequest, nameOf } from './follow-request.ts'
import { conditionOf } from './if-conditions.ts'
import { choose, flatten, type Location, locationsIn } from './locations.ts'
import { misread } from './misread-location.ts'
import { pathsAskedFor } from './paths-asked-for.ts'
import { parseTime } from './timers.ts'

/** A read timeout that short answers do not need. */
const LONG: Ms = 300_000
/** The Accept header of an EventSource. */
export const STREAM = 'text/event-stream'
/** Places for files, which are tried last for a path that leads to several locations. */
const STATIC =
  /\.[^\w.]*(css|js|png|jpe?g|gif|svg|ico|webp|woff2?|ttf|map|html?)\b|\/(static|assets|images|img|fonts|favicon)\b/i

/** A virtual server as requests reach it, with or without TLS. */
export interface Asked {
  /** What is directly in `http`. */
  readonly http: readonly Directive[]
  readonly server: Directive
  readonly isTls: boolean
  /** The name that it is asked by; undefined where any leads to it. */
  readonly host?: string
}

export interface Route extends Arrival {
  /** Ends in `/`, but for a location that matches no longer path. */
  readonly path: string
}

/**
 * What proxies, each with one path that leads there.
 * @param preferred paths that are tried before those that the locations are written with
 * @param accept of the client
 */
export function routesOf(asked: Asked, preferred: readonly string[] = [], accept = STREAM): readonly Route[] {
  const locations = locationsIn(asked.server.block ?? [])
  const found: Route[] = []
  const add = (path: string, whole: string) => {
    const route = routeAt(asked, locations, path, whole, accept)
    if (route) found.push(route)
  }
  const all = flatten(locations)
  // A path that is derived from an expression may lead to a prefix location: that location's own path is tried first.
  const ordered = [...all].sort((a, b) => lateness(a) - lateness(b))
  for (const path of [...preferred, ...guessed(all)]) add(path, requestPath(path))
  // A location is named by a path of its own rather than by one of another location that leads there as well.
  const folders = ordered.flatMap((location) => foldersOf(location).map((path) => ({ path, location })))
  const own = folders.filter(({ path, location }) => choose(locations, requestPath(path)) === location)
  for (const { path } of [...own, ...folders]) add(path, requestPath(path))
  add('/', requestPath('/'))
  for (const path of ordered.flatMap(exactlyOf)) add(alone(path), path)
  // Other paths only where a condition tests for them.
  const conditional = pathsAskedFor(asked.http, asked.server)
  for (const path of conditional) add(asFolder(path), requestPath(asFolder(path)))
  for (const path of conditional) add(alone(path), path)
  return oncePerPlace(found)
}

/**
 * `/` names `location /`, and not a longer path of another location that leads there as well. A named location is named by `/` too,
 * where that leads there: most requests come that way.
 */
function oncePerPlace(found: readonly Route[]): readonly Route[] {
  const isSame = (one: Route, other: Route): boolean => one.pass === other.pass && one.blocks[0] === other.blocks[0]
  const isRoot = ({ path, through }: Route, than: Route): boolean =>
    path === '/' && through.length === than.through.length && through[0] !== than.through[0]
  const isNearer = (one: Route, than: Route): boolean =>
    one.path.length < than.path.length && (one.through.length < than.through.length || isRoot(one, than))
  const named = (route: Route): Route => found.find((one) => isSame(one, route) && isNearer(one, route)) ?? route
  return found.filter((route, at) => found.findIndex((one) => isSame(one, route)) === at).map(named)
}

/** The route that a given path takes, where that is proxied. */
export function routeFor(asked: Asked, path: string, accept = STREAM): Route | undefined {
  const locations = locationsIn(asked.server.block ?? [])
  const below = routeAt(asked, locations, path, requestPath(path), accept)
  return below ?? (path.endsWith('/') ? routeAt(asked, locations, alone(path), path, accept) : undefined)
}

function routeAt(
  { http, server, isTls, host }: Asked,
  locations: readonly Location[],
  path: string,
  whole: string,
  accept: string,
): Route | undefined {
  const found = followRequest(http, server, locations, {
    path: whole,
    isTls,
    accept,
    ...(host === undefined ? {} : { host }),
  })
  return 'pass' in found ? { path, ...found } : undefined
}

const lateness = ({ kind, text }: Location): number => (kind === 'regex' ? 1 : 0) + (STATIC.test(text) ? 2 : 0)

/** The actual destination of requests for a location that none matches is tried first. */
const guessed = (all: readonly Location[]): string[] => all.flatMap((one) => misread(one)?.path ?? []).map(asFolder)

function foldersOf(location: Location): string[] {
  if (misread(location)) return []
  if (location.kind === 'prefix' || location.kind === 'prefix-final') {
    return [asFolder(location.text)]
  }
  return location.regex ? samplesOf(location, location.regex).map(asFolder) : []
}

function exactlyOf(location: Location): readonly string[] {
  if (misread(location)) return []
  if (location.kind === 'exact') return [location.text]
  return location.regex ? samplesOf(location, location.regex) : []
}

/** Paths that may lead to a location. */
export const pathsOf = (location: Location): readonly string[] => [...exactlyOf(location), ...foldersOf(location)]

const samplesOf = ({ within }: Location, regex: RegExp): readonly string[] =>
  samplePaths(regex).flatMap((sample) => (within === '' ? [sample] : [sample, within + sample]))

/** As it is written: `location /`, `location / → location @app`, `location /api/, if ($http_accept ~* event)`. */
export function nameOfRoute({ through, blocks }: Arrival): string {
  const written = through.map((location) => `location ${nameOf(location)}`)
  const [first = 'server', last] = [written[0], written.length > 1 ? written.at(-1) : undefined]
  const condition = blocks[0]?.name === 'if' ? `, if (${conditionOf(blocks[0])})` : ''
  return `${first}${last === undefined ? '' : ` → ${last}`}${condition}`
}

/** Settings of its locations, not of the server: buffering off, a long read timeout, an answer marked as an event stream. */
export const isStreamLike = ({ blocks }: Arrival): boolean =>
  blocks.slice(0, -1).some(({ block = [] }) =>
    block.some(({ name, args }) => {
      const words = args.map(({ text }) => text).join(' ')
      if (name === 'proxy_buffering') return words === 'off'
      if (name === 'proxy_read_timeout') return (parseTime(words) ?? 0) >= LONG
      return /text\/event-stream|x-accel-buffering/i.test(words)
    }),
  )
