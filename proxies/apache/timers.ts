/** The time limit that Apache's settings impose on a stream. From the configuration, not measured. */

import type { BuildFacts, Ms, Timer } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { effective, overflowingApr } from './apr.ts'
import { arg } from './config.ts'
import type { Selected } from './select-server.ts'
import { workerOf } from './workers.ts'

/** Seconds. What follows the number is ignored: Apache reads `2mi` as 2 seconds, and `3000ms` as 3000. Measured with 2.4.71. */
export function parseTime(text: string): Ms | undefined {
  const [amount] = /^\d+/.exec(text) ?? []
  return amount === undefined || Number(amount) === 0 ? undefined : Number(amount) * 1000
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
      if (set === undefined) continue
      const ms = parseTime(arg(set))
      // With `Timeout 0` Apache answers each request with 503.
      return ms === undefined ? [] : [{ directive: name, ms, where: whereOf(set), limits: 'idle' }]
    }
  }
  return [{ directive: 'Timeout', ms: 60_000, where: 'default', limits: 'idle' }]
}

function workerTimeout(selected: Selected): Timer | undefined {
  for (const { directive, words } of [...(workerOf(selected)?.parameters ?? [])].reverse()) {
    const timeout = words.findLast((word) => /^timeout=/i.test(word))?.slice('timeout='.length)
    const ms = timeout && parseTime(timeout)
    if (ms) return { directive: `${directive.name} timeout=`, ms, where: whereOf(directive), limits: 'idle' }
  }
  return undefined
}
