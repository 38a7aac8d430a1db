import { expect, it } from 'vitest'
import { execute, matches, readRegExp } from './safe-regexp.ts'

it('matches as any expression does', () => {
  expect(execute(/^\/(v\d+)\/(.*)$/, '/v1/a')?.slice(1)).toEqual(['v1', 'a'])
  expect(execute(/^(?:[a-z]+\.)+example\.(com|net)$/, 'a.b.example.net')?.[1]).toBe('net')
  expect(readRegExp('(?i)^/A', false)?.flags).toBe('i')
  expect(readRegExp('(', false)).toBeUndefined()
})

it.for(['^(a|a)*$', '(a+)+b', 'a*a*a*a*a*a*a*a*a*a*b', '(?=(a+)+b)'])('gives up on %s', (source) => {
  const regex = readRegExp(source, false)
  expect(regex && matches(regex, `${'a'.repeat(150)}c`)).toBe(false)
})

it('gives up for good on an expression that reached the limit three times', () => {
  const regex = /^(?:a+)+b$/
  expect(matches(regex, 'ab')).toBe(true)
  for (let tries = 0; tries < 3; tries += 1) expect(matches(regex, `${'a'.repeat(150)}c`)).toBe(false)
  expect(matches(regex, 'ab')).toBe(false)
})
