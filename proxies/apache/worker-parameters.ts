/** Changes of a worker's parameters, such as `timeout=`: of ProxyPass and ProxySet, and of a group's servers. Pure. */

import { putInstead } from '../../harness/config/text-edits.ts'
import type { Candidate, TextEdit } from '../../harness/model/index.ts'
import { groupOf, type Member, membersOf } from './balancer-members.ts'
import type { Directive, Word } from './config.ts'
import { type About, changed, reworded, type Scope } from './scope.ts'

export interface Parameter extends About {
  readonly key: string
  readonly value: string
}

/** Where a worker that is not a group's server already has the parameter. */
export const whereWritten = (scope: Scope, parameter: Parameter): Candidate[] =>
  scope.directives
    .filter((one) => one.key !== 'balancermember' && isWorker(one))
    .flatMap((one) => one.args.filter(sets(parameter.key)).map((word) => ({ one, word })))
    .map(({ one, word }) => reworded(scope, one, word, written(parameter), titleOf(parameter, one.name), parameter))

/** Behind the route's own address; undefined where its line has the parameter, or cannot have it. */
export function behindOwnAddress(scope: Scope, directive: Directive, parameter: Parameter): Candidate | undefined {
  const last = directive.args.at(-1)
  if (!/^proxypass(match)?$/.test(directive.key) || !isWorker(directive) || last === undefined) return undefined
  if (directive.args.some(sets(parameter.key))) return undefined
  return changed(scope, directive, titleOf(parameter, directive.name), [behind(last, parameter)], parameter)
}

/** In all servers of the route's group: each request is at one of them, and a change of some would help some requests. */
export function inMembers(scope: Scope, parameter: Parameter): Candidate | undefined {
  const { group, members } = groupBehind(scope)
  const first = members.find(({ directive }) => directive.args.some(sets(parameter.key))) ?? members[0]
  if (first === undefined) return undefined
  const change = members.map(({ directive, word }) => {
    const own = directive.args.find(sets(parameter.key))
    if (own !== undefined) return putInstead(own, written(parameter))
    const last = directive.args.at(-1) ?? word
    return behind(last, parameter)
  })
  const where = members.length === 1 ? first.directive.name : `each ${first.directive.name} of ${group}`
  return changed(scope, first.directive, titleOf(parameter, where), change, parameter)
}

export const hasInMembers = (scope: Scope, key: string): boolean =>
  groupBehind(scope).members.some(({ directive }) => directive.args.some(sets(key)))

function groupBehind(scope: Scope): { readonly group: string; readonly members: readonly Member[] } {
  const group = groupOf(scope.selected.route.target)
  return group === undefined
    ? { group: '', members: [] }
    : { group, members: membersOf(group, scope.selected.levels.flat()) }
}

/** A parameter behind a group's address is the group's: `timeout=` is how long a request waits for a free server. */
const isWorker = ({ args }: Directive): boolean => !args.some(({ text }) => groupOf(text) !== undefined)

const sets =
  (key: string) =>
  ({ text }: Pick<Word, 'text'>): boolean =>
    text.toLowerCase().startsWith(`${key}=`)

const written = ({ key, value }: Parameter): string => `${key}=${value}`
const titleOf = (parameter: Parameter, where: string): string => `set ${written(parameter)} in ${where}`
/** An insertion, so that several parameters can be added to one line. */
const behind = ({ file, end }: Word, parameter: Parameter): TextEdit => ({
  file,
  start: end,
  end,
  text: ` ${written(parameter)}`,
})
