/** Changes of a route's idle limit: at the worker, or by ProxyTimeout. Pure. */

import type { Candidate } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { arg, type Directive } from './config.ts'
import { ownPathOf } from './one-path.ts'
import { added, reworded, type Scope, textOf } from './scope.ts'
import { walk } from './tree.ts'
import { behindOwnAddress, hasInMembers, inMembers, whereWritten } from './worker-parameters.ts'

const WORKER = 'mod/mod_proxy.html#proxypass'
const TIMEOUT = 'mod/mod_proxy.html#proxytimeout'
const WHY = 'Apache closes the connection to an origin that is idle for so long'
const HOUR = '3600'

export const longerTimeout = (scope: Scope): (Candidate | undefined)[] => timeouts(scope, HOUR)

/** Each place where the limit may be set, that of the route's own line first. `time`: as the directive takes it. */
export function timeouts(scope: Scope, time: string): (Candidate | undefined)[] {
  const { directive } = scope.selected.route
  const limit = { key: 'timeout', value: time, doc: WORKER, why: WHY }
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
  // Of a group whose servers have no limit of their own, ProxyTimeout is the limit.
  const members = hasInMembers(scope, 'timeout') ? inMembers(scope, limit) : undefined
  return [members, ...whereWritten(scope, limit), ...both, outside(scope, directive, time, proxyTimeout)]
}

/** `timeout=` behind the route's own address. */
function ownTimeout(
  scope: Scope,
  directive: Directive,
  time: string,
  set: Directive | undefined,
): Candidate | undefined {
  const candidate = behindOwnAddress(scope, directive, { key: 'timeout', value: time, doc: WORKER, why: WHY })
  if (candidate === undefined) return undefined
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
