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

/** A variable of a template that has no value: the line is left out here. */
export const UNFILLED = /\$\{[A-Z][A-Z0-9_]*\}/

/**
 * `proxy_read_timeout` limits the time between two reads from the origin, also until the head. The innermost block that sets
 * it wins. `send_timeout` and `keepalive_timeout` do not limit a stream that is read.
 * @param blocks innermost first
 */
export function timersOf(blocks: readonly (readonly Directive[])[]): readonly Timer[] {
  const directive = 'proxy_read_timeout'
  let open: Timer['open']
  const timer = (ms: Ms, where: string): Timer => ({
    directive,
    ms,
    where,
    limits: 'idle',
    ...(open === undefined ? {} : { open }),
  })
  for (const block of blocks) {
    const set = block.find(({ name }) => name === directive)
    if (set === undefined) continue
    const ms = parseTime(firstArg(set))
    if (ms === undefined && UNFILLED.test(firstArg(set))) {
      open ??= { where: whereOf(set), says: `${directive} ${firstArg(set)}` }
      continue
    }
    return ms === undefined ? [] : [timer(ms, whereOf(set))]
  }
  return [timer(60_000, 'default')]
}
