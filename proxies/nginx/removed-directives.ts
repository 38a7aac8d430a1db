/** Lines that newer versions of nginx refuse and that are substituted here, so that a run shows nothing of it. Pure. */

import type { Remark } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'

/** http://nginx.org/en/CHANGES: 1.25.1 took `ssl` away, and `listen … ssl` says the same. */
export function removedIn(directives: Iterable<Directive>): readonly Remark[] {
  return [...directives]
    .filter(({ name, block }) => name === 'ssl' && block === undefined)
    .map((directive) => ({
      where: whereOf(directive),
      says: `\`ssl ${firstArg(directive)}\` is refused by nginx from 1.25.1 on: take it out, and write \`ssl\` in each \`listen\` that it was meant for. Its listeners were tested as if that were done`,
    }))
}
