/** The worker that a route's requests use, and its parameters. Pure. https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#workers */

import { groupOf, membersOf } from './balancer-members.ts'
import { arg, type Directive } from './config.ts'
import type { Selected } from './select-server.ts'
import { walkWithin } from './tree.ts'

export interface Worker {
  readonly url: string
  /** Its group, where it is a member of one: no request for the same address outside of the group uses it. */
  readonly group: string | undefined
  readonly parameters: { readonly directive: Directive; readonly words: readonly string[] }[]
}

/**
 * A later `ProxyPass` of the same server whose URL extends an earlier one's shares that one's worker, and its parameters are
 * ignored; those of `ProxySet` take effect.
 */
function workersOf(level: readonly Directive[]): readonly Worker[] {
  return readWorkers(level).workers
}

/** A line whose parameters are ignored, and the one whose worker it shares. */
export interface Ignored {
  readonly directive: Directive
  readonly words: readonly string[]
  readonly first: Directive
}

/** Apache logs a warning for each at its start. */
export const ignoredIn = (level: readonly Directive[]): readonly Ignored[] => readWorkers(level).ignored

function readWorkers(level: readonly Directive[]): {
  readonly workers: readonly Worker[]
  readonly ignored: readonly Ignored[]
} {
  const workers: Worker[] = []
  const ignored: Ignored[] = []
  for (const [directive, within] of walkWithin(level)) {
    if (directive.key === 'proxyset' && isUrl(arg(directive)))
      longest(workers, arg(directive))?.parameters.push({ directive, words: directive.args.map(({ text }) => text) })
    if (!/^(proxypass|proxypassmatch|balancermember|proxy)$/.test(directive.key)) continue
    const isMember = directive.key === 'balancermember'
    const group = isMember ? (groupOf(arg(directive)) ?? groupOf(arg(within.at(-1) ?? directive))) : undefined
    const at = directive.args.findIndex(({ text }) => isUrl(urlOf(text)) && !(isMember && groupOf(text) !== undefined))
    const url = at < 0 ? undefined : urlOf(arg(directive, at))
    if (url === undefined) continue
    const words = directive.args.slice(at + 1).map(({ text }) => text)
    const set = (directive.section ?? [])
      .filter(({ key }) => key === 'proxyset')
      .map((each) => ({ directive: each, words: each.args.map(({ text }) => text) }))
    const shared = longest(workers, url, group)
    if (shared === undefined) {
      workers.push({ url, group, parameters: [{ directive, words }, ...set] })
      continue
    }
    const [first] = shared.parameters
    const parameters = words.filter((word) => /^\w+=/.test(word))
    if (first !== undefined && parameters.length > 0 && !isMember)
      ignored.push({ directive, words: parameters, first: first.directive })
    for (const one of set) shared.parameters.push(one)
  }
  return { workers, ignored }
}

/** Of a group the first member's. */
export function workerOf({ route, levels }: Pick<Selected, 'route' | 'levels'>): Worker | undefined {
  const target = urlOf(route.target)
  const group = groupOf(target)
  const [member] = group === undefined ? [] : levels.flatMap((level) => membersOf(group, level))
  return longest(levels.flatMap(workersOf), member === undefined ? target : urlOf(member.word.text), member && group)
}

/** A worker is known by its URL, whatever its socket: two sockets with one URL share the first's. Measured with Apache 2.4.71. */
const urlOf = (text: string): string => text.replace(/^unix:[^|]*\|/i, '')

const isUrl = (text: string): boolean => /^(https?|h2c?|balancer):\/\//i.test(text)

function longest(workers: readonly Worker[], url: string, group?: string): Worker | undefined {
  return workers
    .filter((worker) => worker.group === group && url.toLowerCase().startsWith(worker.url.toLowerCase()))
    .reduce<Worker | undefined>((best, next) => (best && best.url.length >= next.url.length ? best : next), undefined)
}
