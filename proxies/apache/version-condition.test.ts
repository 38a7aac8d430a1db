import { expect, it } from 'vitest'
import { isVersion } from './version-condition.ts'

// What Apache 2.4.71 answers.
it.for([
  ['2.4', false],
  ['2.4.71', true],
  ['= 2.4', false],
  ['== 2.4.71', true],
  ['>= 2.4', true],
  ['> 2.4', true],
  ['<= 2.4', false],
  ['< 2.4', false],
  ['< 2.5', true],
  ['!< 2.4', true],
  ['>= 2', true],
  ['>= 2.4.72', false],
  ['!>= 2.5', true],
  ['~ ^2.4', true],
  ['!~ ^2.4', false],
  ['/^2\\.4/', true],
  ['= /^2.2/', false],
  // Apache refuses these: they are no reason to leave lines out.
  ['=> 2.4', true],
  ['>= 2.4.x', true],
] as const)('<IfVersion %s>: %s', ([condition, holds]) => {
  expect(isVersion(condition.split(' '), '2.4.71')).toBe(holds)
})
