/** A target that is another server of the same configuration: a stream passes both, and each of them is tested by itself. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { localPlaces } from '../_kit/local-places.ts'
import { type Directive, firstArg } from './config.ts'
import { directivesIn } from './layout.ts'
import { listensOf, serversIn } from './listen.ts'
import { parseTarget } from './pass-target.ts'

/** @param server of the `proxy_pass` */
export function nextServer(pass: Directive, server: Directive, http: readonly Directive[]): Directive | undefined {
  const target = firstArg(pass)
  const places = localPlaces(parseTarget(target)?.host ?? '', /^https:/i.test(target))
  if (places === undefined) return undefined
  const next = serversIn(http).find((one) => one !== server && listensOf(one).some(({ place }) => places.has(place)))
  return listensOf(server).some(({ place }) => places.has(place)) ? undefined : next
}

export function ownServer(pass: Directive, server: Directive, http: readonly Directive[]): Remark | undefined {
  const next = nextServer(pass, server, http)
  if (next === undefined) return undefined
  const accel = [...directivesIn(next.block ?? [])].find(isAccel)
  const field =
    accel === undefined
      ? ''
      : `. \`add_header X-Accel-Buffering\` there (${whereOf(accel)}) has an effect here: test it with --origin-header 'X-Accel-Buffering: ${accel.args[1]?.text ?? ''}'`
  const says = `\`proxy_pass ${firstArg(pass)}\` leads to another server of this configuration (${whereOf(next)}): a stream passes both, and each is tested by itself${field}`
  return { where: whereOf(pass), says }
}

const isAccel = (one: Directive): boolean =>
  one.name === 'add_header' && firstArg(one).toLowerCase() === 'x-accel-buffering'
