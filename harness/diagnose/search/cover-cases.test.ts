import { expect, test } from 'vitest'
import type { Candidate } from '../../model/index.ts'
import { cover } from './cover-cases.ts'

const candidate = (id: string): Candidate => ({ id }) as Candidate
const turning = (ids: string, ...turns: string[]) => ({ remedy: [...ids].map(candidate), turns: new Set(turns) })
const idsOf = (...all: ReturnType<typeof turning>[]): string =>
  cover(all)
    .map(({ id }) => id)
    .join('')

test('the remedy that turns most comes first, then what is still missing', () => {
  expect(idsOf(turning('a', 'x'), turning('b', 'x', 'y'), turning('c', 'z'))).toBe('bc')
  expect(idsOf(turning('a', 'x', 'y'), turning('b', 'y', 'z', 'w'), turning('c', 'x'))).toBe('ba')
})

test('of equals it is the earlier one, and none that turns nothing more', () => {
  expect(idsOf(turning('a', 'x'), turning('b', 'x'))).toBe('a')
  expect(idsOf(turning('a', 'x', 'y'), turning('b', 'y'))).toBe('a')
  expect(idsOf(turning('a'))).toBe('')
  expect(idsOf()).toBe('')
})

test('a change that two remedies have is made once', () => {
  expect(idsOf(turning('ab', 'x', 'y'), turning('bc', 'z'))).toBe('abc')
})
