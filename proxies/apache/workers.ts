/** The worker that a route's requests use, and its parameters. Pure. https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#workers */

import { arg, type Directive } from './config.ts'
import type { Selected } from './select-server.ts'
import { walk } from './tree.ts'

export interface Worker {
  readonly url: string
  readonly parameters: { readonly directive: Directive; readonly words: readonly string[] }[]
}

/**
 * A later `ProxyPass` of the same server whose URL extends an earlier one's shares that one's worker, and its parameters are
 * ignored; those of `ProxySet` take effect.
 */
function workersOf(level: readonly Directive[]): readonly Worker[] {
  const workers: Worker[] = []
  for (const directive of walk(level)) {
    if (directive.key === 'proxyset' && isUrl(arg(directive)))
      longest(workers, arg(directive))?.parameters.push({ directive, words: directive.args.map(({ text }) => text) })
    if (!/^(proxypass|proxypassmatch|balancermember|proxy)$/.test(directive.key)) continue
    const at = directive.args.findIndex(({ text }) => isUrl(text))
    const url = directive.args[at]?.text
    if (url === undefined) continue
    const words = directive.args.slice(at + 1).map(({ text }) => text)
    const set = (directive.section ?? [])
      .filter(({ key }) => key === 'proxyset')
      .map((each) => ({ directive: each, words: each.args.map(({ text }) => text) }))
    const shared = longest(workers, url)
    if (shared) shared.parameters.push(...set)
    else workers.push({ url, parameters: [{ directive, words }, ...set] })
  }
  return workers
}

/** Of a group the first member's. */
export function workerOf({ route, levels }: Pick<Selected, 'route' | 'levels'>): Worker | undefined {
  const target = route.target.replace(/^unix:[^|]*\|/, '')
  const balancer = /^balancer:\/\/[^/]+/i.exec(target)?.[0].toLowerCase()
  const member = levels
    .flatMap((level) => [...walk(level)])
    .find(({ key, args }) => key === 'proxy' && args[0]?.text.toLowerCase().startsWith(balancer ?? '\n'))
    ?.section?.find(({ key }) => key === 'balancermember')
  const url = member ? (member.args.find(({ text }) => isUrl(text))?.text ?? '') : target
  return longest(levels.flatMap(workersOf), url)
}

const isUrl = (text: string): boolean => /^(https?|h2c?|balancer):\/\//i.test(text)

function longest(workers: readonly Worker[], url: string): Worker | undefined {
  return workers
    .filter((worker) => url.toLowerCase().startsWith(worker.url.toLowerCase()))
    .reduce<Worker | undefined>((best, next) => (best && best.url.length >= next.url.length ? best : next), undefined)
}
