/** Whether the conditions of a RewriteRule are met for a client's request, as far as the text determines it. */

import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'
import { type Client, variableOf } from './client.ts'
import { arg, type Directive } from './config.ts'
import { evaluate } from './evaluate-expression.ts'
import { hasMapLookup, replaceVariables } from './replace-variables.ts'

/** Maximum number of conditions of one rule. */
const MAX = 100

/**
 * https://httpd.apache.org/docs/2.4/mod/mod_rewrite.html#rewritecond; what is not known here (a cookie, an address) counts as not held.
 * @param conditions in their order; one with `[OR]` needs itself or the next one
 */
export function hold(conditions: readonly Directive[], client: Client): boolean {
  if (conditions.length > MAX) return false
  let any = false
  for (const condition of conditions) {
    any ||= holds(condition, client)
    if (/\b(OR|ornext)\b/i.test(arg(condition, 2))) continue
    if (!any) return false
    any = false
  }
  return true
}

function holds(condition: Directive, client: Client): boolean {
  const subject = arg(condition)
  const negated = arg(condition, 1).startsWith('!')
  const pattern = arg(condition, 1).replace(/^!/, '')
  // There are no files here.
  if (/^-[a-zA-Z]$/.test(pattern)) return negated
  if (subject.toLowerCase() === 'expr') {
    const truth = evaluate(pattern, client)
    return truth !== undefined && truth !== negated
  }
  const value = filled(subject, client)
  if (value === undefined) return false
  const ignoreCase = /\b(NC|nocase)\b/i.test(arg(condition, 2))
  if (pattern.startsWith('=')) return (value.toLowerCase() === unquote(pattern.slice(1)).toLowerCase()) !== negated
  const regex = readRegExp(pattern, ignoreCase)
  return regex !== undefined && matches(regex, value) !== negated
}

/** None is sent. */
const COOKIE = /^HTTP(_|:)COOKIE$/i

/** Replaces variables in a text; undefined where one of them is unknown. */
function filled(text: string, client: Client): string | undefined {
  let isKnown = !/[$%]\d|\$\{/.test(text) && !hasMapLookup(text)
  const is = replaceVariables(text, /%\{([^}]*)\}/g, (_, name = '') => {
    const value = variableOf(name, client) ?? (COOKIE.test(name) ? '' : undefined)
    isKnown &&= value !== undefined
    return value ?? ''
  })
  return isKnown ? is : undefined
}

const unquote = (text: string): string => text.replace(/^"(.*)"$/, '$1')
