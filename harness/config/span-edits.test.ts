import { expect, it } from 'vitest'
import { startEdits } from './span-edits.ts'

const tree = { 'a.conf': 'one;\ntwo\n  three;\nfour;\n', 'b.conf': 'x' }
const two = { file: 'a.conf', line: 2, start: 5, end: 17 }

it('keeps the lines of what follows, and lists what it did', () => {
  const edits = startEdits(tree)
  edits.replace({ file: 'b.conf', line: 1, start: 0, end: 1 }, 'y', 'second')
  edits.drop(two, 'first')
  expect(edits.apply()).toEqual({ 'a.conf': 'one;\n\n\nfour;\n', 'b.conf': 'y' })
  expect(edits.replaced).toEqual([
    { where: 'a.conf:2', was: 'two three;', is: '', why: 'first' },
    { where: 'b.conf:1', was: 'x', is: 'y', why: 'second' },
  ])
})

it('leaves alone what is edited already, or is that already', () => {
  const edits = startEdits(tree)
  edits.drop(two, 'first')
  edits.replace({ ...two, start: 11 }, 'inner', 'second')
  edits.drop(two, 'again')
  edits.replace({ file: 'b.conf', line: 1, start: 0, end: 1 }, 'x', 'same')
  expect(edits.replaced).toHaveLength(1)
})

it('inserts behind a span, once', () => {
  const edits = startEdits(tree)
  const at = { file: 'b.conf', line: 1, start: 0, end: 1 }
  edits.insert(at, ' y', 'why')
  edits.insert(at, ' y', 'why')
  edits.insert(at, ' z')
  expect(edits.apply()['b.conf']).toBe('x y z')
  expect(edits.replaced).toEqual([{ where: 'b.conf:1', was: '', is: 'y', why: 'why' }])
})

it('takes a whole with what was edited in it', () => {
  const edits = startEdits(tree)
  edits.replace({ ...two, start: 11 }, 'inner', 'first')
  edits.replaceWhole(two, '', 'the whole')
  edits.replaceWhole({ ...two, start: 11 }, 'again', 'inner again')
  expect(edits.apply()['a.conf']).toBe('one;\n\n\nfour;\n')
  expect(edits.replaced.map(({ why }) => why)).toEqual(['the whole'])
})
