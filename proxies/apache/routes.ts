/** Which paths a virtual server proxies, and by which directive. */

import { samplePath } from '../../harness/config/path-from-regexp.ts'
import { oncePerObject } from '../_kit/once-per-object.ts'
import { alone, asFolder, requestPath } from '../_kit/route-paths.ts'
import { tooMany } from '../_kit/too-many.ts'
import { type Client, STREAM } from './client.ts'
import { clientFor } from './client-variables.ts'
import type { Directive } from './config.ts'
import { isBelow, isNegated, type Place, placesOf, samplesFor } from './places.ts'
import { hold } from './rewrite-conditions.ts'
import { applyRules, type RewriteRule, rulesOf } from './rewrite-rules.ts'
import { type SettingsSection, settingsSections } from './settings-sections.ts'

export interface Route {
  /** Ends in `/`, but for an expression that matches no longer path. */
  readonly path: string
  /** As it is written: `ProxyPass /api`, `<Location /api>`, `RewriteRule ^/(.*)`. */
  readonly name: string
  readonly directive: Directive
  readonly target: string
  /** The section that sets something for this path alone; the directive is for more. */
  readonly section?: Directive
  /**
   * The path where only a rule in a section passes on. It applies after access control, which must let in what nothing has passed on before.
   */
  readonly ruledPath?: string
}

/** More of them than anybody writes, and few enough to try each path on each. */
const MAX = 2000

/**
 * Everything that proxies, each with one path that leads there.
 * @param directives the main server's and the virtual host's, in this order, without conditional sections
 * @param preferred paths that are tried before those that the entries are written with
 * @param accept of the client
 * @param host in its Host field. Default: the `ServerName`
 */
export function routesOf(
  directives: readonly Directive[],
  preferred: readonly string[] = [],
  accept = STREAM,
  host?: string,
): readonly Route[] {
  const answering = readPlaces(directives, accept, host)
  const { places, rules } = answering
  const beyond = places[MAX]?.directive ?? rules[MAX]?.directive
  if (beyond) throw tooMany(MAX, 'places that proxy', beyond)
  const routes: Route[] = []
  const left = new Set(places.filter(({ target }) => target !== '!').map(({ directive }) => directive))
  const take = (route: Route | undefined) => {
    if (route && left.delete(route.directive)) routes.push(route)
  }
  const add = (path: string, asked: string) => {
    // Every place has its route: with many rules, each further path would take long.
    if (left.size > 0) take(routeIn(answering, path, asked))
  }
  for (const path of preferred) add(path, requestPath(path))
  // A place is named by a path of its own rather than by another one's.
  for (const place of places)
    for (const path of samplesFor(place)) {
      const route = routeIn(answering, asFolder(path), requestPath(asFolder(path)))
      if (route?.directive === place.directive) take(route)
    }
  const samples = left.size > 0 ? places.flatMap(samplesFor) : []
  for (const path of samples) add(asFolder(path), requestPath(asFolder(path)))
  for (const path of samples) add(alone(path), path)
  // A place may be reached only by a path that a rule makes another one of.
  const rewritten = left.size > 0 ? rules.flatMap(samplesOfRule) : []
  for (const path of [...rewritten, '/']) add(asFolder(path), requestPath(asFolder(path)))
  for (const path of rewritten) add(alone(path), path)
  return [...routes, ...routesOfSections(answering, routes)]
}

const samplesOfRule = ({ directive, pattern, conditions }: RewriteRule): readonly string[] =>
  isNegated(directive) ? [] : samplesFor({ directive, path: pattern, name: '', target: '', conditions })

/** Where a section sets something for a path that no route is for: what holds there was not tested by any of them. */
function routesOfSections(answering: Answering, routes: readonly Route[]): readonly Route[] {
  const found: Route[] = []
  for (const { directive, within } of answering.sections()) {
    const path = typeof within === 'string' ? within : samplePath(within)
    if (path === undefined || !path.startsWith('/')) continue
    const ways = [
      { path: asFolder(path), asked: requestPath(asFolder(path)) },
      { path: alone(path), asked: path },
    ]
    const way = ways.find(({ asked }) => isBelow(within, asked))
    const route = way && routeIn(answering, way.path, way.asked)
    if (route?.section !== directive) continue
    if (![...routes, ...found].some((one) => isBelow(within, requestPath(one.path)))) found.push(route)
  }
  return found
}

/** The route that a given path takes, where that is proxied. */
export function routeFor(
  directives: readonly Directive[],
  path: string,
  accept = STREAM,
  host?: string,
): Route | undefined {
  const answering = readPlaces(directives, accept, host)
  const below = routeIn(answering, path, requestPath(path))
  return below ?? (path.endsWith('/') ? routeIn(answering, alone(path), path) : undefined)
}

/** The rewrite rule that answers by itself, so that no place passes the request on. */
export function endingFor(
  directives: readonly Directive[],
  path: string,
  accept = STREAM,
  host?: string,
): Directive | undefined {
  const { rules, clientOf } = readPlaces(directives, accept, host)
  return applyRules(rules, requestPath(path), clientOf).ending
}

/** `ProxyPass /path !`, where it is why a request is not passed on. */
export function exclusionFor(directives: readonly Directive[], path: string, host?: string): Directive | undefined {
  const { places, rules, clientOf } = readPlaces(directives, STREAM, host)
  const asked = requestPath(path)
  const { place } = placeFor(places, applyRules(rules, asked, clientOf), asked, clientOf)
  return place?.target === '!' ? place.directive : undefined
}

interface Answering {
  readonly places: readonly Place[]
  readonly rules: readonly RewriteRule[]
  readonly clientOf: (path: string) => Client
  readonly sections: () => readonly SettingsSection[]
}

function readPlaces(directives: readonly Directive[], accept: string, host: string | undefined): Answering {
  const { places, rules } = readOnce(directives)
  let sections: readonly SettingsSection[] | undefined
  const clients = new Map<string, Client>()
  return {
    places,
    rules,
    clientOf(path) {
      const known = clients.get(path) ?? clientFor(directives, path, accept, host)
      if (clients.size < MAX) clients.set(path, known)
      return known
    },
    sections: () => (sections ??= settingsSections(directives)),
  }
}

/** What is the same for each client. */
const readOnce = oncePerObject((directives: readonly Directive[]) => ({
  places: placesOf(directives).filter(({ isOff }) => isOff !== true),
  rules: rulesOf(directives),
}))

function routeIn(answering: Answering, path: string, asked: string): Route | undefined {
  const { places, rules, clientOf } = answering
  const { place, isAlone = false } = placeFor(places, applyRules(rules, asked, clientOf), asked, clientOf)
  if (place === undefined || place.target === '!') return undefined
  const { name, directive, target } = place
  const ruledPath = isAlone ? path.replace(/\/?\??$/, '') : undefined
  // It becomes a part of an expression.
  if (ruledPath !== undefined && !/^(\/[\w.-]+)+$/.test(ruledPath)) return undefined
  const ruled = ruledPath === undefined ? {} : { ruledPath }
  const section = sectionFor(answering, place, asked)
  return section === undefined
    ? { path, name, directive, target, ...ruled }
    : { path, name: `${section.name} → ${name}`, directive, target, section: section.directive, ...ruled }
}

/** The last section for the path that is not for the whole of the place. */
function sectionFor({ sections }: Answering, place: Place, asked: string): SettingsSection | undefined {
  if (sections().length === 0) return undefined
  const own = samplesFor(place).map((path) => requestPath(asFolder(path)))
  return sections().findLast(({ within }) => isBelow(within, asked) && !own.some((path) => isBelow(within, path)))
}

/** The host's rules come first, then what is passed on, the last Location before what is outside; rules of sections come later, and win. */
function placeFor(
  places: readonly Place[],
  { path, passing, ending }: ReturnType<typeof applyRules>,
  asked: string,
  clientOf: Answering['clientOf'],
): { readonly place?: Place | undefined; readonly isAlone?: boolean } {
  if (passing) return { place: places.find(({ directive }) => directive === passing) }
  if (ending) return {}
  const inSections = places.filter(({ within }) => within !== undefined && isBelow(within, path))
  const rule = inSections.find((place) => place.conditions !== undefined && isRuled(place, path, clientOf))
  // Sections are chosen by the path as it was sent.
  const inner = places.findLast(
    ({ within, conditions }) => within !== undefined && conditions === undefined && isBelow(within, asked),
  )
  const outer = places.find(
    ({ within, conditions, path: own }) => within === undefined && conditions === undefined && isBelow(own, path),
  )
  const pass = inner !== undefined && isBelow(inner.path, path) ? inner : outer
  if (rule === undefined) return { place: pass }
  return { place: rule, isAlone: pass === undefined || pass.target === '!' }
}

/** A rule in a section sees the name of a file, or of what a request is passed to: the path is its end. */
function isRuled({ path, conditions = [], isNegated }: Place, asked: string, clientOf: Answering['clientOf']): boolean {
  const fits = isBelow(path, `${SOME_FOLDER}${asked}`) !== (isNegated === true)
  return fits && (conditions.length === 0 || hold(conditions, clientOf(asked)))
}

const SOME_FOLDER = '/srv/www'
