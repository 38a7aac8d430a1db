/** Whether the condition of an `if` holds for one request. http://nginx.org/en/docs/http/ngx_http_rewrite_module.html#if */

import { matches, readRegExp } from '../../harness/config/safe-regexp.ts'
import type { Directive } from './config.ts'
import { fileTestOf } from './file-tests.ts'
import type { Variables } from './request-variables.ts'

const CONDITION = /^\$(?:\{(\w+)\}|(\w+))(?:\s*(!=|=|!~\*|!~|~\*|~)\s*(.*))?$/s

/** As it is written, without its parentheses. */
export const conditionOf = ({ args }: Directive): string =>
  args
    .map(({ text }) => text)
    .join(' ')
    .replace(/^\(\s*(.*?)\s*\)$/s, '$1')

/** False also where the text of the configuration does not determine it. */
export function holds(directive: Directive, variables: Variables): boolean {
  const condition = conditionOf(directive)
  // There are no files here.
  if (fileTestOf(directive) !== undefined) return condition.startsWith('!')
  const [, braced, plain, operator, operand = ''] = CONDITION.exec(condition) ?? []
  const value = variables.value(braced ?? plain ?? '')
  if (value === undefined) return false
  if (operator === undefined) return value !== '' && value !== '0'
  if (operator === '=' || operator === '!=') {
    const other = variables.filled(operand)
    return other !== undefined && (value === other) === (operator === '=')
  }
  const regex = readRegExp(operand, operator.endsWith('*'))
  return regex !== undefined && matches(regex, value) !== operator.startsWith('!')
}
