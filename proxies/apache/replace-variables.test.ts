import { expect, it } from 'vitest'
import { reasonForCondition, reasonForRule } from './audit/rewriting.ts'
import { parseApache } from './config.ts'
import { hasMapLookup, replaceVariables } from './replace-variables.ts'

const PATTERN = /\$(\d)|%\{([^}]*)\}|[$%](?:\d|\{[^}]*\})/g
const SHORT = /\$(\d)|%\d()/g

it.for(['', 'a', '$1', '%1', '%{A}', 'a%{A}b$1', '%{A', '%{A}%{B$2', '\x24{m:k}$1%2', '%{a%{B}c}', '}$1', '%{A}}%1%{'])(
  '%j: the same as with one pattern',
  (text) => {
    const by = (whole: string, digit?: string, name?: string): string => `<${whole} ${digit} ${name}>`
    const same = (one: string): string => one.replaceAll('undefined', '')
    expect(same(replaceVariables(text, PATTERN, by, SHORT))).toBe(same(text.replace(PATTERN, by)))
  },
)

it.for(['%{a:b|c}', '\x24{m:k|d}', '%{a', '%{a:b}|', '%{a|b:c}', '}%{a:b|c', 'a:b|c', '%{%{a:b|}', '%{a}:|'])(
  '%j: a lookup is found as by a pattern',
  (text) => {
    expect(hasMapLookup(text)).toBe(/[$%]\{[^}]*:[^}]*\|/.test(text))
  },
)

const LARGE = 250_000

it.for(['%{', '%{:', '%{ ', '%{a:'])('a megabyte of %j takes no minutes', (text) => {
  const large = text.repeat(LARGE)
  expect(replaceVariables(large, PATTERN, (whole) => whole, SHORT)).toBe(large)
  expect(hasMapLookup(large)).toBe(false)
  const [condition, rule] = parseApache(`RewriteCond "${large}" x\nRewriteRule ^ "${large}"\n`, 'a.conf')
  expect(condition && reasonForCondition(condition)).toBeUndefined()
  expect(rule && reasonForRule(rule)).toBeUndefined()
})
