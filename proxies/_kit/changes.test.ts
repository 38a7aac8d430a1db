import { expect, test } from 'vitest'
import { respell, takeOutWord } from './changes.ts'

test('a word goes with the blanks before it, and no others', () => {
  const tree = { a: 'name one  two three' }
  expect(takeOutWord(tree, { file: 'a', line: 1, start: 10, end: 13 }, /[ \t]/)).toEqual({
    file: 'a',
    start: 8,
    end: 13,
    text: '',
  })
})

test('a name is written right, with what stood behind it as an argument', () => {
  const { title, edit } = respell({ file: 'a', line: 1, start: 0, end: 12 }, 4, 'nam=60s', {
    name: 'name',
    rest: '60s',
  })
  expect(title).toBe('write `name 60s` instead of `nam=60s`')
  expect(edit).toMatchObject({ file: 'a', start: 4, end: 11, text: 'name 60s' })
})
