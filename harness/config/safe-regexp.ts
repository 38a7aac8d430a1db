/** Regular expressions from configurations of unknown origin, parsed and matched in bounded time. */

import { type Context, createContext, Script } from 'node:vm'
import type { Ms } from '../model/index.ts'

/** Time limit for one match of an expression that may need exponential time. */
const PATIENCE: Ms = 50
/** An expression that reached the limit so often matches nothing any more: it may be tried on thousands of names and paths. */
const MAX_STRIKES = 3
/** After as many in all only expressions that need little time are matched. */
const MAX_ALL_STRIKES = 100
/** nginx accepts no longer word. */
const LONGEST = 4096

/**
 * PCRE and JavaScript agree on the syntax that proxies' configurations use.
 * @returns undefined for an expression that JavaScript cannot parse
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

/** Also false where the time limit was reached, now or often before. */
export const matches = (regex: RegExp, text: string): boolean => execute(regex, text) !== null

/** As `regex.exec`; null where the time limit was reached. */
export function execute(regex: RegExp, text: string): RegExpExecArray | null {
  if (isHarmless(regex)) return regex.exec(text)
  const before = strikes.get(regex.source) ?? 0
  if (before >= MAX_STRIKES || allStrikes >= MAX_ALL_STRIKES) return null
  room ??= createContext({})
  Object.assign(room, { regex, text })
  try {
    return SCRIPT.runInContext(room, { timeout: PATIENCE }) as RegExpExecArray | null
  } catch {
    strikes.set(regex.source, before + 1)
    allStrikes += 1
    checkOuterLimit()
    return null
  }
}

/**
 * A time limit around all matches. Where it ends at the same moment as that of a match, the engine ends the match alone, so it is checked again
 * then.
 * @param check throws where that limit has ended
 * @returns ends it; a computation that the engine ends runs no `finally` of its own
 */
export function startOuterLimit(check: () => void): () => void {
  const outer = checkOuterLimit
  checkOuterLimit = check
  return () => {
    checkOuterLimit = outer
  }
}

let checkOuterLimit = (): void => {}

const strikes = new Map<string, number>()
let allStrikes = 0

let room: Context | undefined
const SCRIPT = new Script('regex.exec(text)')

/** True for an expression with few repetitions, none of them of a group: its time is at most a small power of the text's length. */
function isHarmless(regex: RegExp): boolean {
  const known = harmless.get(regex)
  if (known !== undefined) return known
  const { source } = regex
  const is = !/\)[*+{]/.test(source) && (source.match(/[*+}]/g)?.length ?? 0) <= 3
  harmless.set(regex, is)
  return is
}

/** An expression is tried on many paths. */
const harmless = new WeakMap<RegExp, boolean>()
