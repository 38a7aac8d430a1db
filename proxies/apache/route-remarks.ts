/** Lines that proxy and that no request for a stream reaches, and why; places that depend on the client. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { ANY_OTHER, STREAM } from './client.ts'
import { branchesOf } from './client-branches.ts'
import { arg, type Directive } from './config.ts'
import { isBelow, type Place, placesOf, samplesFor } from './places.ts'
import { replacedPrefix } from './replaced-prefix.ts'
import { endingFor, routeFor, routesOf } from './routes.ts'
import { askedBy, directivesFor, type Reached } from './server-directives.ts'
import { walk } from './tree.ts'

/**
 * @param directives without conditional sections
 * @param reached every virtual host that some request reaches, at each of its addresses
 */
export function remarksOn(directives: readonly Directive[], reached: readonly Reached[]): readonly Remark[] {
  const known = new Set(
    reached
      .flatMap((each) => routesOf(directivesFor(each), [], STREAM, askedBy(each)))
      .map(({ directive }) => directive),
  )
  const answering = new Set(reached.map(({ virtual }) => virtual))
  const hidden = directives
    .filter((each) => each.key === 'virtualhost' && !answering.has(each))
    .flatMap(({ section = [] }) => placesOf(section))
    .map((place) => remarkOn(place, 'another virtual host at its addresses answers to its names'))
  const passedOver = reached.flatMap((each) => {
    const all = directivesFor(each)
    return placesOf(all)
      .filter(({ directive, target }) => target !== '!' && !known.has(directive))
      .map((place) => remarkOn(place, whyPassedOver(all, place, askedBy(each))))
  })
  const replaced = reached
    .flatMap((each) => placesOf(directivesFor(each)))
    .filter(({ directive }) => known.has(directive))
    .flatMap((place) => replacedPrefix(place) ?? [])
  const inVain = reached.flatMap((each) => exclusionsInVain(placesOf(directivesFor(each))))
  const remarks = [...hidden, ...passedOver, ...replaced, ...inVain]
  const unreached = remarks.filter(({ where }, at) => remarks.findIndex((other) => other.where === where) === at)
  // Without this field the result is the same for all clients, and following each route twice takes long where there are many.
  const isBranching = [...walk(directives)].some(({ args }) => args.some(({ text }) => /accept/i.test(text)))
  const asked = isBranching ? reached : []
  const branches = asked.flatMap((each) =>
    routesOf(directivesFor(each), [], STREAM, askedBy(each)).flatMap((route) => branchesOf(each, route)),
  )
  const keys = branches.map(({ where, says }) => `${where} ${says}`)
  return [...unreached, ...branches.filter((_, at) => keys.indexOf(keys[at] ?? '') === at)]
}

/** Of lines outside of sections the first one whose path fits answers. */
function exclusionsInVain(places: readonly Place[]): readonly Remark[] {
  const outer = places.filter(({ within, conditions }) => within === undefined && conditions === undefined)
  return outer.flatMap(({ directive, path, name, target }, at) => {
    if (target !== '!' || typeof path !== 'string') return []
    const first = outer.slice(0, at).find((one) => one.target !== '!' && isBelow(one.path, path))
    if (first === undefined) return []
    const says = `\`${name} !\` has no effect: \`${first.name}\` (${whereOf(first.directive)}) comes first and passes on what it would exclude; write it above that line`
    return [{ where: whereOf(directive), says }]
  })
}

const remarkOn = ({ name, directive }: Place, why: string): Remark => ({
  where: whereOf(directive),
  says: `\`${name}\` was not tested: ${why}`,
})

function whyPassedOver(all: readonly Directive[], place: Place, host: string | undefined): string {
  if (place.isOff) return 'no `RewriteEngine On` holds there, so that no rule does anything'
  if (typeof place.path === 'string' && (place.within instanceof RegExp || !place.path.startsWith('/')))
    return whyNoPath(all, place, place.path)
  const [path] = samplesFor(place)
  if (path === undefined) return 'no path was found that its expression matches'
  if (routeFor(all, path, ANY_OTHER, host)?.directive === place.directive)
    return 'only a client that does not ask for text/event-stream comes here'
  if ((place.conditions ?? []).some((one) => OF_HOST.test(arg(one))))
    return 'only for a host that its RewriteCond name, and another was tested: `--host` takes that name'
  const taken = routeFor(all, path, STREAM, host)
  // A line that is processed earlier and does not answer has conditions that are not met.
  if (taken && !(isEarlier(all, place, taken.directive) && (place.conditions ?? []).length > 0))
    return `\`${taken.name}\` (${whereOf(taken.directive)}) answers a request for ${path} before it`
  const ending = endingFor(all, path, STREAM, host)
  if (ending) return `\`${nameOfRule(ending)}\` (${whereOf(ending)}) answers a request for ${path} before it`
  if ((place.conditions ?? []).length > 0)
    return 'only where its RewriteCond hold, which they do not for an EventSource, or cannot be known'
  return `a request for ${path} is passed on by nothing`
}

/** Rules outside of sections are processed before ProxyPass, wherever they are written. */
function isEarlier(all: readonly Directive[], { directive, within }: Place, other: Directive): boolean {
  if (directive.key === 'rewriterule' && within === undefined && other.key !== 'rewriterule') return true
  return all.indexOf(directive) < all.indexOf(other)
}

const OF_HOST = /^%\{(HTTP_HOST|HTTP:HOST|SERVER_NAME)\}$/i

const nameOfRule = ({ name, args }: Directive): string => `${name} ${args[0]?.text ?? ''}`

/** E.g. `ProxyPass live http://…`, `<Location ^/live>`. */
function whyNoPath(all: readonly Directive[], { name, within }: Place, path: string): string {
  if (within instanceof RegExp)
    return 'ProxyPass compares the path of its section letter by letter where that has no `*`, `?` or `[…]`, so that no request matches; `ProxyPassMatch` was probably meant'
  const meant = `/${path.replace(/^[\^~]*\/?/, '')}`
  const regex = within !== undefined ? `<LocationMatch ^${meant}>` : `ProxyPassMatch ^${meant}`
  const guess = path.startsWith('^') ? regex : name.replace(path, meant)
  const taken = routeFor(all, meant)
  const really = taken ? `. A request for ${meant} is answered by \`${taken.name}\` (${whereOf(taken.directive)})` : ''
  return `it matches no request, since every path begins with "/", and none with "${path[0]}"; \`${guess}\` was probably meant${really}`
}
