import { expect, test } from 'vitest'
import { applyChange, mergeChanges, putAfter, putBefore, putInstead, takeOut } from './text-edits.ts'

const TREE = { 'a.conf': 'server {\n    one 1; # why\n    two 2; three 3;\n}\n', 'b.conf': 'x' }
const spanOf = (text: string) => {
  const start = TREE['a.conf'].indexOf(text)
  return { file: 'a.conf', line: 1, start, end: start + text.length }
}
const after = (...edits: Parameters<typeof applyChange>[1]) => applyChange(TREE, edits)['a.conf']

test('a directive that is alone on its line goes with the line, another one by itself', () => {
  expect(after(takeOut(TREE, spanOf('one 1;')))).toBe('server {\n    two 2; three 3;\n}\n')
  expect(after(takeOut(TREE, spanOf('three 3;')))).toBe('server {\n    one 1; # why\n    two 2;\n}\n')
})

test('a new line has the indentation of the one before, and stands behind its comment', () => {
  expect(after(putAfter(TREE, spanOf('one 1;'), ['new;']))).toBe(
    'server {\n    one 1; # why\n    new;\n    two 2; three 3;\n}\n',
  )
  expect(after(putAfter(TREE, spanOf('three 3;'), ['new;']))).toBe(
    'server {\n    one 1; # why\n    two 2; three 3; new;\n}\n',
  )
  expect(after(putAfter(TREE, spanOf('two 2;'), ['new;']))).toBe(
    'server {\n    one 1; # why\n    two 2;\n    new; three 3;\n}\n',
  )
  expect(after(putBefore(TREE, spanOf('one 1;'), ['new;']))).toBe(
    'server {\n    new;\n    one 1; # why\n    two 2; three 3;\n}\n',
  )
})

test('line breaks stay as they are', () => {
  const tree = { 'a.conf': 'one;\r\ntwo;\r\n' }
  const span = { file: 'a.conf', line: 1, start: 0, end: 4 }
  expect(applyChange(tree, [putAfter(tree, span, ['new;'])])).toEqual({ 'a.conf': 'one;\r\nnew;\r\ntwo;\r\n' })
  expect(applyChange(tree, [takeOut(tree, span)])).toEqual({ 'a.conf': 'two;\r\n' })
})

test('changes are merged, the same edit once; those that overlap are not', () => {
  const one = [putInstead(spanOf('one 1;'), 'one 2;')]
  expect(mergeChanges([one, one, [takeOut(TREE, spanOf('three 3;'))]])).toHaveLength(2)
  expect(mergeChanges([one, [takeOut(TREE, spanOf('one 1;'))]])).toBeUndefined()
})

test('a word at the end of a line stays on it, whatever lines are put behind it', () => {
  const span = spanOf('two 2; three 3;')
  const word = { file: 'a.conf', start: span.end, end: span.end, text: ' w' }
  const change = mergeChanges([[putAfter(TREE, span, ['new;'])], [word]]) ?? []
  for (const edits of [change, [...change].reverse()])
    expect(after(...edits)).toBe('server {\n    one 1; # why\n    two 2; three 3; w\n    new;\n}\n')
})
