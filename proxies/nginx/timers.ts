/** The time limit that nginx's settings impose on a stream. From the configuration, not measured. */

import type { Ms, Timer } from '../../harness/model/index.ts'
import { whereOf } from '../_kit/directive.ts'
import { type Directive, firstArg } from './config.ts'

const UNIT: Readonly<Record<string, Ms>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  M: 30 * 86_400_000,
  y: 365 * 86_400_000,
  '': 1000,
}

/**
 * `60`, `60s`, `1h 30m`, `500ms`; a number without a unit is seconds.
 * http://nginx.org/en/docs/syntax.html
 * @returns undefined for anything else
 */
export function parseTime(text: string): Ms | undefined {
  if (!/^\s*(\d+(ms|[smhdwMy])\s*)*(\d+(ms|[smhdwMy])?)\s*$/.test(text)) return undefined
  let total = 0
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+)(ms|[smhdwMy])?/g))
    total += Number(amount) * (UNIT[unit] ?? 0)
  return total
}

/**
 * `proxy_read_timeout` limits the time between two reads from the origin, also until the head. The innermost block that sets
 * it wins. `send_timeout` and `keepalive_timeout` do not limit a stream that is read.
 * @param blocks innermost first
 */
export function timersOf(blocks: readonly (readonly Directive[])[]): readonly Timer[] {
  const directive = 'proxy_read_timeout'
  for (const block of blocks) {
    const set = block.find(({ name }) => name === directive)
    if (set === undefined) continue
    const ms = parseTime(firstArg(set))
    return ms === undefined ? [] : [{ directive, ms, where: whereOf(set), limits: 'idle' }]
  }
  return [{ directive, ms: 60_000, where: 'default', limits: 'idle' }]
}
