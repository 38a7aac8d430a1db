/** Expressions out of configurations of unknown making: read, and matched in bounded time. */

import { type Context, createContext, Script } from 'node:vm'
import type { Ms } from '../model/index.ts'

/** For one match of an expression that may need exponential time. */
const PATIENCE: Ms = 50
/** nginx takes no longer word. */
const LONGEST = 4096

/**
 * PCRE and JavaScript agree on what proxies' configurations use.
 * @returns undefined for an expression that JavaScript cannot read
 */
export function readRegExp(source: string, ignoreCase: boolean): RegExp | undefined {
  if (source.length > LONGEST) return undefined
  const inline = source.startsWith('(?i)')
  try {
    return new RegExp(inline ? source.slice(4) : source, ignoreCase || inline ? 'i' : '')
  } catch {
    return undefined
  }
}

/** False also where that could not be found out in time. */
export const matches = (regex: RegExp, text: string): boolean => execute(regex, text) !== null

/** As `regex.exec`, and null where the time was over. */
export function execute(regex: RegExp, text: string): RegExpExecArray | null {
  if (isHarmless(regex.source)) return regex.exec(text)
  room ??= createContext({})
  Object.assign(room, { regex, text })
  try {
    return SCRIPT.runInContext(room, { timeout: PATIENCE }) as RegExpExecArray | null
  } catch {
    return null
  }
}

let room: Context | undefined
const SCRIPT = new Script('regex.exec(text)')

/** Few repetitions, and none of a group: at most a small power of the text's length. */
function isHarmless(source: string): boolean {
  return !/\)[*+{]/.test(source) && (source.match(/[*+}]/g)?.length ?? 0) <= 3
}
