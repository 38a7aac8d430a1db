/** Limits of how many streams there may be at once. What is asked side by side needs room; how much there is `capacity` asks, alone. */

import type { Edits } from '../../harness/edits.ts'
import type { Directive } from './config.ts'
import { walk } from './tree.ts'

/** Whoever sets one of these has thought about the others. */
const PROCESSES =
  /^(threadsperchild|threadlimit|serverlimit|maxrequestworkers|maxclients|startservers|m(in|ax)spare(servers|threads))$/
/** Their `max=` is how many connections a process has to a backend: each stream keeps one. */
const CONNECTING = /^(proxypass|proxypassmatch|proxyset|balancermember|proxy)$/
const WHY = 'the harness asks much side by side'

export const isSized = (top: readonly Directive[]): boolean => [...walk(top)].some(({ key }) => PROCESSES.test(key))

export function dropLimits(top: readonly Directive[], edits: Edits): void {
  for (const directive of walk(top)) {
    if (PROCESSES.test(directive.key)) edits.drop(directive, WHY)
    if (!CONNECTING.test(directive.key)) continue
    const limits = directive.args.filter(({ text }) => /^max=/i.test(text))
    const isNothingElse = directive.key === 'proxyset' && directive.args.length === limits.length
    for (const span of isNothingElse ? [directive] : limits) edits.drop(span, WHY)
  }
}
