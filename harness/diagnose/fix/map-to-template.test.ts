import { expect, test } from 'vitest'
import { applyChange } from '../../config/text-edits.ts'
import { ontoOriginals } from './map-to-template.ts'

const original = { 'a.conf': 'server {\n  pass %APP%:%PORT%; # app\n  other;\n}\n' }
const filled = { 'a.conf': 'server {\n  pass app.internal:8080; # app\n  other;\n}\n' }
const at = (text: string, end = false) => filled['a.conf'].indexOf(text) + (end ? text.length : 0)
const edit = (start: number, end: number, text: string) => [{ file: 'a.conf', start, end, text }]

test('an edit behind a filled-in value lands behind the name', () => {
  const change = ontoOriginals(edit(at('# app', true), at('# app', true), '\n  new;'), filled, original)
  expect(change && applyChange(original, change)).toEqual({
    'a.conf': 'server {\n  pass %APP%:%PORT%; # app\n  new;\n  other;\n}\n',
  })
})

test('an edit of another line', () => {
  const change = ontoOriginals(edit(at('other;'), at('other;', true), 'changed;'), filled, original)
  expect(change && applyChange(original, change)['a.conf']).toContain('\n  changed;\n}')
})

test.for([
  ['in front of a value', 'pass', 'pass', 'proxy_pass', '  proxy_pass %APP%:%PORT%; # app'],
  ['between a value and the end of the line', '# app', '# app', '# new', '  pass %APP%:%PORT%; # new'],
  ['of a whole line with values', 'pass', '# app', 'return 204;', '  return 204;'],
] as const)('an edit %s', ([, first, last, text, line]) => {
  const change = ontoOriginals(edit(at(first), at(last, true), text), filled, original)
  expect(change && applyChange(original, change)['a.conf']?.split('\n')[1]).toBe(line)
})

test('an edit of the last line, without a line break behind it', () => {
  const change = ontoOriginals(
    [{ file: 'a.conf', start: 12, end: 13, text: 'y' }],
    { 'a.conf': 'a\nvalue xyz x' },
    { 'a.conf': 'a\n%V% xyz x' },
  )
  expect(change).toEqual([{ file: 'a.conf', start: 10, end: 11, text: 'y' }])
})

test('a file without values keeps the places of its edits, also in front of a byte order mark', () => {
  const same = { 'a.conf': '\ufeffa;\n' }
  expect(ontoOriginals(edit(0, 0, 'b;'), same, same)).toEqual(edit(0, 0, 'b;'))
})

test('an edit that begins or ends in a value cannot be taken over, nor the edits beside it', () => {
  expect(ontoOriginals(edit(at('pass'), at('internal'), 'x'), filled, original)).toBeUndefined()
  expect(ontoOriginals(edit(at('internal'), at('# app', true), 'x'), filled, original)).toBeUndefined()
  const both = [...edit(at('other;'), at('other;', true), 'x'), ...edit(at('internal'), at('internal', true), 'x')]
  expect(ontoOriginals(both, filled, original)).toBeUndefined()
})

test('an edit inside of a value cannot be taken over', () => {
  expect(ontoOriginals(edit(at('internal'), at('internal', true), 'x'), filled, original)).toBeUndefined()
})

test.for([
  { at: 0, end: 0, text: 'new;\n', is: '\ufeffnew;\nserver {\n}\n' },
  { at: 0, end: 6, text: 'upstream', is: '\ufeffupstream {\n}\n' },
  { at: 8, end: 8, text: '\nnew;', is: '\ufeffserver {\nnew;\n}\n' },
  { at: 9, end: 9, text: 'new;\n', is: '\ufeffserver {\nnew;\n}\n' },
])('a byte order mark stays the first of a file: $is', ({ at: start, end, text, is }) => {
  const marked = { 'a.conf': '\ufeffserver {\n}\n' }
  const change = ontoOriginals(edit(start, end, text), { 'a.conf': 'server {\n}\n' }, marked)
  expect(change && applyChange(marked, change)).toEqual({ 'a.conf': is })
})
