/** Virtual hosts at a port that a whole configuration does not listen on: no client reaches them, although Apache takes them. Pure. */
import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { arg, type Directive } from './config.ts'
import { addressOf, portOf } from './select-server.ts'
import type { Reached } from './server-directives.ts'
import { walk } from './tree.ts'
import { isWholeConfig } from './whole-config.ts'

/** @param top with conditional sections, one of which may have the `Listen` */
export function withoutListen(top: readonly Directive[], reached: readonly Reached[]): readonly Remark[] {
  const all = [...walk(top)]
  const ports = new Set(all.filter(({ key }) => key === 'listen').map((one) => portOf(addressOf(arg(one)))))
  if (!isWholeConfig(all) || ports.size === 0) return []
  return reached.flatMap(({ virtual, address }) => {
    const port = portOf(address)
    if (virtual === undefined || port === '*' || ports.has(port)) return []
    const says = `no client reaches ${address}: \`Listen ${port}\` is missing; it was tested as if it were there`
    return [{ where: whereOf(virtual), says }]
  })
}
