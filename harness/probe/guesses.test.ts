import { expect, test } from 'vitest'
import type { Found } from './finding.ts'
import { besideComparison } from './guesses.ts'

const one: Found = { id: 'one-by-one', level: 'note', says: '9 events', because: 'not seen: --direct compares' }
const whole: Found = { id: 'all-at-once', level: 'degraded', says: 'all', because: 'a hop', advice: 'use --direct' }
const other: Found = { id: 'not-comparable', level: 'unknown', says: 'too few', advice: 'another --direct' }

test('a guess is replaced by a conclusive comparison', () => {
  const fast: Found = { id: 'as-fast-as-direct', level: 'note', says: 'no hop buffers' }
  expect(besideComparison([fast, one, whole, other])).toEqual([fast, other])
})

test('a guess does not propose the comparison that was made', () => {
  expect(besideComparison([other, one, whole])).toEqual([
    other,
    { id: 'one-by-one', level: 'note', says: '9 events' },
    { id: 'all-at-once', level: 'degraded', says: 'all', because: 'a hop' },
  ])
})
