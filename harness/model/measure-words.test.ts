import { expect, test } from 'vitest'
import { measureWords } from './measure-words.ts'

test('a measure has words, or its id is split into words', () => {
  expect(measureWords('heldNext')).toBe('buffered before the next flush')
  expect(measureWords('firstToken')).toBe('first token')
  expect(measureWords('median')).toBe('median')
  expect(measureWords('constructor')).toBe('constructor')
})
