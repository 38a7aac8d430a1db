/** Paths that a `rewrite`, an `if` or a `map` tests for: a place may be reached only by one of them. Pure. */

import { samplePaths } from '../../harness/config/path-from-regexp.ts'
import { readRegExp } from '../../harness/config/safe-regexp.ts'
import { type Directive, firstArg } from './config.ts'
import { conditionOf } from './if-conditions.ts'
import { directivesIn } from './layout.ts'

/** Maximum for one server; each path is followed through the whole of it. */
const MAX = 200

const IS_PATH = /^\$\{?(?:request_uri|document_uri|uri)\}?$/
const CONDITION = /^\$\{?(?:request_uri|document_uri|uri)\}?\s*(=|~\*|~)\s*(.+)$/s

/** @param http what is directly in `http`: a `map` is there */
export function pathsAskedFor(http: readonly Directive[], server: Directive): readonly string[] {
  const maps = http.filter(({ name, args }) => name === 'map' && IS_PATH.test(args[0]?.text ?? ''))
  const keys = maps.flatMap(({ block = [] }) => block.map(({ name }) => name))
  const own = [...directivesIn(server.block ?? [])].flatMap((directive) => {
    if (directive.name === 'rewrite') return pathsFor('~', firstArg(directive))
    if (directive.name !== 'if') return []
    const [, operator, operand] = CONDITION.exec(conditionOf(directive)) ?? []
    return operand === undefined ? [] : pathsFor(operator ?? '', operand)
  })
  const mapped = keys.flatMap((key) =>
    key.startsWith('~') ? pathsFor(key.startsWith('~*') ? '~*' : '~', key.replace(/^~\*?/, '')) : pathsFor('=', key),
  )
  return [...new Set([...own, ...mapped])].filter((path) => path !== '/').slice(0, MAX)
}

function pathsFor(operator: string, operand: string): readonly string[] {
  if (operator === '=') return operand.startsWith('/') ? [operand] : []
  const regex = readRegExp(operand, operator === '~*')
  return regex === undefined ? [] : samplePaths(regex)
}
