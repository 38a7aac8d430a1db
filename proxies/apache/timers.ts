/** The time limit that Apache's settings put on a stream. From the configuration, not measured. */

import type { BuildFacts, Ms, Timer } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { effective, overflowingApr } from './apr.ts'
import { arg, type Directive } from './config.ts'
import type { Selected } from './select-server.ts'
import { walk } from './tree.ts'

const UNIT: Readonly<Record<string, Ms>> = { h: 3_600_000, mi: 60_000, min: 60_000, m: 60_000, s: 1000, ms: 1 }

/** `60`, `60s`, `5mi`, `3000ms`; a number without a unit is seconds. @returns undefined for anything else */
export function parseTime(text: string): Ms | undefined {
  const [, amount, unit = 's'] = /^(\d+)(h|min|mi|m|ms|s)?$/i.exec(text) ?? []
  return amount === undefined ? undefined : Number(amount) * (UNIT[unit.toLowerCase()] ?? 1000)
}

/**
 * Time between two reads from the origin: the worker's own `timeout=`, else ProxyTimeout, else Timeout; of each the virtual
 * host's before the main server's.
 * None where the build makes an endless one of it. https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#workers
 */
export function timersOf(selected: Selected, build: BuildFacts): readonly Timer[] {
  return writtenTimers(selected).flatMap((timer) => {
    const ms = effective(timer.ms, build)
    if (ms === undefined) return []
    if (ms === timer.ms) return [timer]
    const note = `written as ${timer.ms / 1000} s, which overflows with APR ${overflowingApr(build)}`
    return [{ ...timer, ms, note }]
  })
}

function writtenTimers(selected: Selected): readonly Timer[] {
  const own = workerTimeout(selected)
  if (own) return [own]
  for (const name of ['ProxyTimeout', 'Timeout']) {
    for (const level of selected.levels) {
      const set = level.findLast(({ key }) => key === name.toLowerCase())
      const ms = set && parseTime(arg(set))
      if (set && ms !== undefined) return [{ directive: name, ms, where: whereOf(set), limits: 'idle' }]
    }
  }
  return [{ directive: 'Timeout', ms: 60_000, where: 'default', limits: 'idle' }]
}

interface Worker {
  readonly url: string
  readonly parameters: { readonly directive: Directive; readonly words: readonly string[] }[]
}

/**
 * A later `ProxyPass` of the same server whose URL goes on where an earlier one's ends shares that one's worker, and its
 * parameters are ignored; what `ProxySet` says is taken.
 */
function workersOf(level: readonly Directive[]): readonly Worker[] {
  const workers: Worker[] = []
  for (const directive of walk(level)) {
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

function workerTimeout({ route, levels }: Selected): Timer | undefined {
  const target = route.target.replace(/^unix:[^|]*\|/, '')
  const balancer = /^balancer:\/\/[^/]+/i.exec(target)?.[0].toLowerCase()
  const member = levels
    .flatMap((level) => [...walk(level)])
    .find(({ key, args }) => key === 'proxy' && args[0]?.text.toLowerCase().startsWith(balancer ?? '\n'))
    ?.section?.find(({ key }) => key === 'balancermember')
  const url = member ? (member.args.find(({ text }) => isUrl(text))?.text ?? '') : target
  const worker = longest(levels.flatMap(workersOf), url)
  for (const { directive, words } of [...(worker?.parameters ?? [])].reverse()) {
    const timeout = words.findLast((word) => /^timeout=/i.test(word))?.slice('timeout='.length)
    const ms = timeout && parseTime(timeout)
    if (ms) return { directive: `${directive.name} timeout=`, ms, where: whereOf(directive), limits: 'idle' }
  }
  return undefined
}

const isUrl = (text: string): boolean => /^(https?|h2c?|balancer):\/\//i.test(text)

function longest(workers: readonly Worker[], url: string): Worker | undefined {
  return workers
    .filter((worker) => url.toLowerCase().startsWith(worker.url.toLowerCase()))
    .reduce<Worker | undefined>((best, next) => (best && best.url.length >= next.url.length ? best : next), undefined)
}
