/** The servers of a group, `balancer://name`. Pure. */
import type { ProxiedRoute } from '../../harness/model/index.ts'
import { arg, type Directive, type Word } from './config.ts'
import { walk } from './tree.ts'

const GROUP = /^balancer:\/\/[^/$%]+/i

export interface Member {
  readonly directive: Directive
  /** Its address. */
  readonly word: Word
}

/** `balancer://app` of `balancer://App/x`; undefined for another target. */
export const groupOf = (target: string): string | undefined => GROUP.exec(target)?.[0].toLowerCase()

/** `BalancerMember` inside of the group's section, or with the group's name in front. @param group as `groupOf` writes it */
export const membersOf = (group: string, top: readonly Directive[]): Member[] =>
  [...walk(top)].flatMap((directive) => {
    if (groupOf(arg(directive)) !== group) return []
    if (directive.key === 'balancermember') return memberAt(directive, 1)
    return (directive.section ?? []).filter(({ key }) => key === 'balancermember').flatMap((one) => memberAt(one, 0))
  })

function memberAt(directive: Directive, index: number): Member[] {
  const word = directive.args[index]
  return word === undefined ? [] : [{ directive, word }]
}

/** Of a route whose target is a group. */
export function balanced(target: string, top: readonly Directive[]): Pick<ProxiedRoute, 'isBalanced' | 'servers'> {
  const group = groupOf(target)
  if (group === undefined) return {}
  const servers = membersOf(group, top).map(({ word }) => word.text)
  return { isBalanced: true, ...(servers.length > 0 && { servers }) }
}

/** A route's group without a server, for which Apache answers 503 itself; undefined for any other route. */
export function emptyGroup(target: string, top: readonly Directive[]): string | undefined {
  const group = groupOf(target.replace(/^proxy:/i, ''))
  return group !== undefined && membersOf(group, top).length === 0 ? group : undefined
}
