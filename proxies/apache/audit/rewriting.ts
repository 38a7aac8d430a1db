/** What a rule of mod_rewrite may do: it names no computed handler, tests for no file, and its result does not become a proxy request. */

import { arg, type Directive } from '../config.ts'
import { beginsWithSlash } from '../leading-slash.ts'
import { flagsOf, passesOn } from '../places.ts'
import { reasonInCondition } from './expressions.ts'
import { reasonForHandler } from './handlers.ts'

const MAX_ROUNDS = 10_000
/**
 * A lookup of a file, or a variable that depends on one. The end of a variable's name is enough: to look for its `%{` too took
 * quadratic time, minutes for a megabyte of `%{`.
 */
const ASKS =
  /%\{\s*LA-F:|%\{\s*LA-U:\s*(?:REQUEST_FILENAME|SCRIPT_FILENAME|PATH_INFO|PATH_TRANSLATED)\b|\b(?:SCRIPT_USER|SCRIPT_GROUP|LAST_MODIFIED|REMOTE_IDENT)\s*\}/i
const TELLS_FILES = 'could tell what files this machine has'
export const HIDDEN_PROXY = 'could make a proxy of its own'
const FLAG =
  /^(b|backrefescaping|bne|bnp|backrefernoplus|bctls|c|chain|co|cookie|d|dpi|discardpath|e|env|end|f|forbidden|g|gone|h|handler|l|last|n|next|nc|nocase|ne|noescape|ns|nosubreq|p|proxy|pt|passthrough|qsa|qsappend|qsd|qsdiscard|qsl|qslast|r|redirect|s|skip|t|type|unc|unsafe\w*)$/i

/** A test of a file: `-f` and the like, with their `!`. */
export const FILE_TEST = /^!?-[a-zA-Z]$/

export function reasonForCondition(condition: Directive): string | undefined {
  const [subject = '', pattern = ''] = condition.args.map(({ text }) => text)
  if (subject.toLowerCase() === 'expr') return reasonInCondition(pattern.replace(/^!/, ''))
  if (ASKS.test(subject)) return TELLS_FILES
  return undefined
}

export function reasonForRule(rule: Directive): string | undefined {
  if (ASKS.test(arg(rule, 1)) || ASKS.test(arg(rule, 2))) return TELLS_FILES
  for (const flag of flagsOf(rule)) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(flag) ?? []
    if (flag === '') continue
    if (/[$]\{/.test(name) || !FLAG.test(name)) return 'a flag that is not known here'
    if (/^(h|handler|t|type)$/i.test(name)) {
      const reason = reasonForHandler(value)
      if (reason !== undefined) return reason
    }
    if (/^(n|next)$/i.test(name) && Number(value || 1) > MAX_ROUNDS) return 'more rounds than a test needs'
  }
  return undefined
}

/** Whether the result of a rule could be read as `proxy:…`. A rule with [R] is always a redirect. */
export function mayBecomeProxy(rule: Directive): boolean {
  if (passesOn(rule) || flagsOf(rule).some((flag) => /^(r|redirect)(=|$)/i.test(flag))) return false
  const result = arg(rule, 1)
  if (result === '-' || /^[/?]/.test(result) || /^https?:\/\//i.test(result)) return false
  if (/^%\{(REQUEST_URI|DOCUMENT_ROOT)\}/.test(result)) return false
  const [, group] = /^\$(\d)/.exec(result) ?? []
  if (group !== undefined) {
    const isPath = !arg(rule).startsWith('!') && beginsWithSlash(arg(rule), Number(group))
    return !(isPath && /^\$\d(\/.*)?$/s.test(result))
  }
  // A name, up to what cannot be a part of `proxy:`.
  return !/^[^$%\\:/?#]+([/?#]|$)/.test(result)
}
