/** Raises limits of concurrent streams: concurrent test cases need capacity. The limits themselves are what `capacity` tests. */

import type { ConfigEdits } from '../../harness/config/parsed-edits.ts'
import type { ConfigTree } from '../../harness/model/index.ts'
import { readable, SIDE_BY_SIDE as WHY } from '../_kit/stream-limits.ts'
import { arg, type Directive, linesIn, parseApache } from './config.ts'
import { numberOf } from './positive-number.ts'
import { walk } from './tree.ts'

/** A configuration that sets one of these is assumed to set the others deliberately. */
const PROCESSES =
  /^(threadsperchild|threadlimit|serverlimit|maxrequestworkers|maxclients|startservers|m(in|ax)spare(servers|threads))$/
/** Their `max=` is the number of connections from a process to a backend: each stream keeps one. */
const CONNECTING = /^(proxypass|proxypassmatch|proxyset|balancermember|proxy)$/

/** Apache's own defaults, which give 400 workers. */
const USUAL: Readonly<Record<string, number>> = {
  maxrequestworkers: 400,
  maxclients: 400,
  serverlimit: 16,
  threadsperchild: 25,
}

/** Fewer workers than the default, or connections to a backend; members of a balancer that are marked as failed for a while. */
export function tagsOf(config: ConfigTree): readonly string[] {
  const directives = readable(config, (text, file) => everyLine(parseApache(text, file)))
  const has = (test: (directive: Directive) => boolean): boolean => directives.some(test)
  return [
    ...(has((one) => hasFewWorkers(one) || limitsIn(one).length > 0) ? ['capacity'] : []),
    ...(has(({ args }) => args.some(({ text }) => /^failon(status|timeout)=/i.test(text))) ? ['retry'] : []),
  ]
}

/** With the lines that are arguments of another one. */
export const everyLine = (directives: readonly Directive[]): Directive[] =>
  [...walk(directives)].flatMap((one) => [one, ...linesIn(one)])

const hasFewWorkers = (directive: Directive): boolean => Number(arg(directive)) < (USUAL[directive.key] ?? 0)

const limitsIn = ({ key, args }: Directive) =>
  CONNECTING.test(key) ? args.filter(({ text }) => /^max=/i.test(text)) : []

export const isSized = (top: readonly Directive[]): boolean => [...walk(top)].some(({ key }) => PROCESSES.test(key))

export function dropLimits(top: readonly Directive[], edits: ConfigEdits): void {
  for (const directive of walk(top)) {
    if (PROCESSES.test(directive.key)) edits.drop(directive, WHY)
    const limits = limitsIn(directive)
    if (limits.length === 0) continue
    const isNothingElse = directive.key === 'proxyset' && directive.args.length === limits.length
    if (isNothingElse) edits.drop(directive, WHY)
    else for (const word of limits) edits.dropWord(word, WHY)
  }
}

/**
 * The minimum of threads for HTTP/2 that `H2MaxWorkers` is compared with where no line sets it: ThreadsPerChild, which is another number
 * in the sandbox. Undefined where neither matters.
 */
export function http2Minimum(top: readonly Directive[]): number | undefined {
  const all = [...walk(top)]
  const last = (key: string): Directive | undefined => all.findLast((one) => one.key === key)
  if (last('h2maxworkers') === undefined || last('h2minworkers') !== undefined) return undefined
  const threads = last('threadsperchild')
  return threads === undefined ? USUAL.threadsperchild : numberOf(threads)
}
