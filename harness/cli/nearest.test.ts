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
