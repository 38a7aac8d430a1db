import { expect, test } from 'vitest'
import { readable, tightestFirst } from './stream-limits.ts'

test('a file that cannot be read gives nothing, and the others all', () => {
  const read = (text: string): string[] => {
    if (text === 'bad') throw new Error('unbalanced')
    return text.split(' ')
  }
  expect(readable({ a: 'one two', b: 'bad', c: 'three' }, read)).toEqual(['one', 'two', 'three'])
})

test('the tightest limit comes first, one that is not told last', () => {
  expect(tightestFirst([{ id: 'a' }, { id: 'b', streams: 9 }, { id: 'c', streams: 5 }]).map(({ id }) => id)).toEqual([
    'c',
    'b',
    'a',
  ])
})
