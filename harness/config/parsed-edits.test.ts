import { expect, it } from 'vitest'
import { directive, startConfigEdits } from './parsed-edits.ts'

const tree = { 'a.conf': 'one;\ntwo 2 {\n  three 3;\n}\n', 'b.conf': 'x' }
const write = (all: readonly { name: string; args: readonly string[] }[]) =>
  all.map(({ name, args }) => `${[name, ...args].join(' ')};`).join(' ')
const two = { file: 'a.conf', line: 2, start: 5, end: 26 }
const three = { file: 'a.conf', line: 3, start: 15, end: 23 }
const word = { file: 'a.conf', line: 3, start: 21, end: 22, text: '3' }

it('keeps decoded words, and lists what was replaced in the order of files and lines', () => {
  const edits = startConfigEdits(tree, write)
  edits.replace({ file: 'b.conf', line: 1, start: 0, end: 1 }, directive('y', 'a b'), 'second')
  edits.replaceWord(word, '4; evil', 'first')
  expect(edits.wordFor(word)).toBe('4; evil')
  expect(edits.editOf({ file: 'b.conf', line: 1, start: 0, end: 1 }).instead).toEqual([directive('y', 'a b')])
  expect(edits.replaced).toEqual([
    { where: 'a.conf:3', was: '3', is: '4; evil', why: 'first' },
    { where: 'b.conf:1', was: 'x', is: 'y a b;', why: 'second' },
  ])
})

it('leaves alone what is replaced already, lies in a replaced block, or has that value', () => {
  const edits = startConfigEdits(tree, write)
  edits.replaceWord(word, '3', 'same')
  edits.drop(two, 'first')
  edits.drop(two, 'again')
  edits.drop(three, 'within')
  edits.replaceWord(word, '5', 'within')
  edits.insertLast(two, [directive('z')], 'within')
  edits.addWord(three, 'w', 'within')
  expect(edits.replaced).toEqual([{ where: 'a.conf:2', was: 'two 2 { three 3; }', is: '', why: 'first' }])
  expect(edits.wordFor(word)).toBe('3')
})

it('replaces a block as a whole, with what was edited in it', () => {
  const edits = startConfigEdits(tree, write)
  edits.drop(three, 'inner')
  edits.replaceWhole(two, [directive('four')], 'outer', 'a module')
  expect(edits.replaced).toEqual([
    { where: 'a.conf:2', was: 'two 2 { three 3; }', is: 'four;', why: 'outer', lacks: 'a module' },
  ])
})

it('adds directives and words', () => {
  const edits = startConfigEdits(tree, write)
  edits.insertFirst(two, [directive('f')])
  edits.insertLast(two, [directive('l')], 'why')
  edits.addWord(three, 'w', 'more')
  edits.addWord(three, 'w', 'more')
  expect(edits.editOf(two)).toEqual({ instead: undefined, first: [directive('f')], last: [directive('l')], more: [] })
  expect(edits.editOf(three).more).toEqual(['w'])
  expect(edits.replaced.map(({ is }) => is)).toEqual(['l;', 'w'])
})

it('shows words as the product writes them', () => {
  const edits = startConfigEdits(tree, write, (is, was) => `<${is}|${was}>`)
  edits.replaceWord(word, '4', 'why')
  expect(edits.replaced.map(({ is }) => is)).toEqual(['<4|3>'])
})

it('says the same in other words without listing it', () => {
  const edits = startConfigEdits(tree, write)
  edits.rephrase(three, [directive('three', '3'), directive('three', '4')])
  edits.drop(three, 'later')
  expect(edits.editOf(three).instead).toEqual([directive('three', '3'), directive('three', '4')])
  expect(edits.replaced).toEqual([])
})

it('keeps the order of a file, whatever the order of the edits, also of those that are forgotten', () => {
  const text = 'abcdefghij'
  const edits = startConfigEdits({ f: text }, write)
  const at = (start: number, end = start + 1) => ({ file: 'f', line: 1, start, end })
  for (const start of [7, 1, 4, 3, 9, 0]) edits.drop(at(start), String(start))
  edits.replaceWhole(at(3, 6), [], 'block')
  edits.drop(at(4), 'within')
  edits.drop(at(6), 'behind')
  expect(edits.replaced.map(({ why }) => why)).toEqual(['0', '1', 'block', 'behind', '7', '9'])
})

it('is soon done with many', () => {
  const count = 200_000
  const edits = startConfigEdits({ f: 'a;'.repeat(count) }, write)
  for (let n = 0; n < count; n++) edits.replaceWhole({ file: 'f', line: 1, start: 2 * n, end: 2 * n + 2 }, [], 'x')
  expect(edits.replaced).toHaveLength(count)
})
