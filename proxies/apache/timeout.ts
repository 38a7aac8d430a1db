/** Changes of a route's idle limit: at the worker, or by ProxyTimeout. Pure. */

import { putInstead } from '../../harness/config/text-edits.ts'
import type { Candidate } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { groupOf, membersOf } from './balancer-members.ts'
import { arg, type Directive } from './config.ts'
import { ownPathOf } from './one-path.ts'
import { added, changed, reworded, type Scope, textOf } from './scope.ts'
import { walk } from './tree.ts'

const WORKER = 'mod/mod_proxy.html#proxypass'
const TIMEOUT = 'mod/mod_proxy.html#proxytimeout'
const WHY = 'Apache closes the connection to an origin that is idle for so long'
const HOUR = '3600'

export const longerTimeout = (scope: Scope): (Candidate | undefined)[] => timeouts(scope, HOUR)

/** Each place where the limit may be set, that of the route's own line first. `time`: as the directive takes it. */
export function timeouts(scope: Scope, time: string): (Candidate | undefined)[] {
  const { directive } = scope.selected.route
  const worker = scope.directives
    .filter((one) => one.key !== 'balancermember' && isWorker(one))
    .flatMap((one) => one.args.filter(({ text }) => /^timeout=/i.test(text)).map((word) => ({ one, word })))
  const inWorkers = worker.map(({ one, word }) =>
    reworded(scope, one, word, `timeout=${time}`, `set timeout=${time} in ${one.name}`, { doc: WORKER, why: WHY }),
  )
  const proxyTimeout = scope.directives.find(({ key }) => key === 'proxytimeout')
  const inServer =
    proxyTimeout === undefined
      ? undefined
      : reworded(scope, proxyTimeout, proxyTimeout, `ProxyTimeout ${time}`, `set ProxyTimeout ${time}`, {
          doc: TIMEOUT,
          why: WHY,
        })
  const own = ownTimeout(scope, directive, time, proxyTimeout)
  // A route of its own limits the change to itself.
  const both = ownPathOf(scope) === undefined ? [inServer, own] : [own, inServer]
  return [inMembers(scope, time), ...inWorkers, ...both, outside(scope, directive, time, proxyTimeout)]
}

/** A group's `timeout=` is how long a request waits for a free member. */
const isWorker = ({ args }: Directive): boolean => !args.some(({ text }) => groupOf(text) !== undefined)

/**
 * In all servers of the route's group at once, where one of them has a limit of its own: each stream is at one of them, and a change of some
 * would help some streams.
 */
function inMembers(scope: Scope, time: string): Candidate | undefined {
  const group = groupOf(scope.selected.route.target)
  const members = group === undefined ? [] : membersOf(group, scope.selected.levels.flat())
  const limits = members.map(({ directive }) => directive.args.find(({ text }) => /^timeout=/i.test(text)))
  const first = members[limits.findIndex((limit) => limit !== undefined)]
  if (first === undefined) return undefined
  const change = members.flatMap(({ directive, word }, n) => {
    const limit = limits[n]
    if (limit !== undefined) return [putInstead(limit, `timeout=${time}`)]
    const last = directive.args.at(-1) ?? word
    return [putInstead(last, `${(scope.tree[last.file] ?? '').slice(last.start, last.end)} timeout=${time}`)]
  })
  const where = members.length === 1 ? first.directive.name : `each ${first.directive.name} of ${group}`
  return changed(scope, first.directive, `set timeout=${time} in ${where}`, change, { doc: WORKER, why: WHY })
}

/** `timeout=` behind the route's own address. */
function ownTimeout(
  scope: Scope,
  directive: Directive,
  time: string,
  set: Directive | undefined,
): Candidate | undefined {
  const last = directive.args.at(-1)
  if (!/^proxypass(match)?$/.test(directive.key) || !isWorker(directive) || last === undefined) return undefined
  if (directive.args.some(({ text }) => /^timeout=/i.test(text))) return undefined
  const text = `${(scope.tree[last.file] ?? '').slice(last.start, last.end)} timeout=${time}`
  const title = `set timeout=${time} in ${directive.name}`
  const candidate = reworded(scope, directive, last, text, title, { doc: WORKER, why: WHY })
  if (set === undefined) return says(scope, candidate)
  const held = { name: set.name, where: whereOf(set), says: textOf(scope, set) }
  return { ...candidate, setting: { ...candidate.setting, ...held } }
}

/** A `ProxyTimeout` where there is none: not in a section, where it is not allowed. */
function outside(scope: Scope, directive: Directive, time: string, set: Directive | undefined): Candidate | undefined {
  if (set !== undefined) return undefined
  const outer = scope.selected.levels.flat().find((one) => [...walk([one])].includes(directive))
  if (outer === undefined) return undefined
  return says(scope, added(scope, outer, `ProxyTimeout ${time}`, '', { doc: TIMEOUT, why: WHY }))
}

/** The present value, where neither is written. */
function says(scope: Scope, candidate: Candidate): Candidate {
  const timeout = scope.directives.find(({ key }) => key === 'timeout')
  const { where: _, ...setting } = candidate.setting
  const what =
    timeout === undefined
      ? 'neither timeout=, ProxyTimeout nor Timeout is set: 60 seconds is the default'
      : `Timeout ${arg(timeout)} holds, since neither timeout= nor ProxyTimeout is set`
  const where = timeout === undefined ? {} : { where: whereOf(timeout) }
  return { ...candidate, setting: { ...setting, ...where, name: 'ProxyTimeout', says: what } }
}
