import { expect, test } from 'vitest'
import { applyChange } from '../../changes.ts'
import { ontoOriginals } from './originals.ts'

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
