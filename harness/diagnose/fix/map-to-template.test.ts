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
