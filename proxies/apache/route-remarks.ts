/** Which lines that proxy no request for a stream reaches, and why. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import type { Directive } from './config.ts'
import { type Place, placesOf, routeFor, routesOf, samplesFor } from './routes.ts'
import { directivesFor, type Reached } from './select-server.ts'

/**
 * @param directives without conditional sections
 * @param reached every virtual host that some request reaches, at each of its addresses
 */
export function remarksOn(directives: readonly Directive[], reached: readonly Reached[]): readonly Remark[] {
  const known = new Set(reached.flatMap((each) => routesOf(directivesFor(each))).map(({ directive }) => directive))
  const answering = new Set(reached.map(({ virtual }) => virtual))
  const hidden = directives
    .filter((each) => each.key === 'virtualhost' && !answering.has(each))
    .flatMap(({ section = [] }) => placesOf(section))
    .map((place) => remarkOn(place, 'another virtual host has the same address and names'))
  const passedOver = reached.flatMap((each) => {
    const all = directivesFor(each)
    return placesOf(all)
      .filter(({ directive, target }) => target !== '!' && !known.has(directive))
      .map((place) => remarkOn(place, whyPassedOver(all, place)))
  })
  const remarks = [...hidden, ...passedOver]
  return remarks.filter(({ where }, at) => remarks.findIndex((other) => other.where === where) === at)
}

const remarkOn = ({ name, directive }: Place, why: string): Remark => ({
  where: whereOf(directive),
  says: `\`${name}\` was not tested: ${why}`,
})

function whyPassedOver(all: readonly Directive[], place: Place): string {
  const [path] = samplesFor(place).filter((sample) => sample !== undefined)
  if (path === undefined) return 'no path was found that its expression matches'
  const taken = routeFor(all, path)
  if (taken) return `\`${taken.name}\` (${whereOf(taken.directive)}) answers a request for ${path} before it`
  if ((place.conditions ?? []).length > 0)
    return 'only where its RewriteCond hold, which they do not for an EventSource, or cannot be known'
  return `a request for ${path} is passed on by nothing`
}
