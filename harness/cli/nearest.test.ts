import { expect, test } from 'vitest'
import { checkNames, nearest } from './nearest.ts'

const profiles = ['defaults', 'buffering-off', 'recommended']

test('the nearest name is found, a far one is not', () => {
  expect(nearest('defualts', profiles)).toBe('defaults')
  expect(nearest('DEFAULTS', profiles)).toBe('defaults')
  expect(nearest('buffering', profiles)).toBe('buffering-off')
  expect(nearest('haproxy', profiles)).toBeUndefined()
  expect(nearest('x', [])).toBeUndefined()
})

test('an unknown name is told with the one that was meant, and what there is', () => {
  expect(() => checkNames('profile', ['defaults', 'defualts'], profiles)).toThrow(
    expect.objectContaining({
      code: 'unknown-name',
      message: 'no profile "defualts" — did you mean "defaults"?',
      advice: 'Known: buffering-off, defaults, recommended.',
    }),
  )
  expect(() => checkNames('build', ['zzz'], [])).toThrow(
    expect.objectContaining({ message: 'no build "zzz"', advice: 'There is no build at all.' }),
  )
  expect(() => checkNames('profile', profiles, profiles)).not.toThrow()
})

test('of many names the most similar ones are suggested, in the form that was typed, and the command that prints all', () => {
  const ids = [
    'defaults',
    'gzip-off',
    'gzip-all',
    'h2-upstream',
    'chunked-off',
    ...Array.from('abcdefghijkl', (id) => `profile-${id}`),
  ]
  const known = ids.flatMap((id) => [id, `nginx/${id}`])
  const adviceFor = (name: string): string => {
    try {
      checkNames('profile', [name], known)
    } catch (error) {
      return (error as { readonly advice: string }).advice
    }
    return ''
  }
  expect(adviceFor('gzip')).toMatch(
    /^The most similar names: gzip-off, gzip-all, [^/]*\. `sse-compat list` prints all\.$/,
  )
  expect(adviceFor('apache/gzip-off')).toMatch(/^The most similar names: nginx\/gzip-off, /)
  expect(adviceFor('nope').split(', ')).toHaveLength(5)
})
