import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import wrapAnsi from 'wrap-ansi'
import { columnsOf, cutTo, padBefore, padTo, widthOf, wrap, wrapBeside, wrapRow, wrapSentences } from './columns.ts'

const RED = '\x1b[31m'
const PLAIN = '\x1b[39m'

test('a terminal has its own columns, anything else 80, and none has too few for a table', () => {
  expect(columnsOf({ columns: 120 })).toBe(120)
  expect(columnsOf({})).toBe(80)
  expect(columnsOf({ columns: 0 })).toBe(80)
  expect(columnsOf({ columns: 7 })).toBe(40)
})

test('wide characters take two columns, escape codes and combining marks none', () => {
  expect(widthOf('日本')).toBe(4)
  expect(widthOf(`${RED}e\u0301${PLAIN}`)).toBe(1)
  expect(padTo('日', 4)).toBe('日  ')
  expect(padBefore('日', 4)).toBe('  日')
})

test('what does not fit is cut between characters, and the cut is shown', () => {
  expect(cutTo('events are buffered', 19)).toBe('events are buffered')
  expect(cutTo('events are buffered', 12)).toBe('events are…')
  expect(cutTo('日本語日本語', 6)).toBe('日本…')
  expect(cutTo('abc', 0)).toBe('')
})

test('lines are broken between words, and below their label', () => {
  expect(wrapBeside('  limits: ', 'one two three four', 22)).toEqual(['  limits: one two', '          three four'])
  expect(wrapBeside('a long label: ', 'one two three four', 20)).toEqual([
    'a long label:',
    '    one two three',
    '    four',
  ])
  expect(wrap('closed after 60 s', 16)).toEqual(['closed after', '60 s'])
  expect(wrap('x'.repeat(5), 4)).toEqual(['xxxx', 'x'])
  expect(wrap(`${RED}one two${PLAIN}`, 4)).toEqual([`${RED}one${PLAIN}`, `${RED}two${PLAIN}`])
})

test('no line that a longer one is broken into is an order to the log of a CI system', () => {
  expect(wrap('a header ::add-mask::x', 14)).toEqual(['a header', '\\x3a:add-mask::x'])
  expect(wrap(`${'x'.repeat(12)}::add-mask::`, 12)[1]).toBe('\\x3a:add-mask::')
  expect(wrapBeside('header: ', 'a header ::add-mask::x', 22)[1]).toBe('        \\x3a:add-mask::x')
})

test('a text of printable ASCII is measured and wrapped as by the libraries for any text', () => {
  const text = fc.string({ unit: fc.constantFrom(...'ab 1s-~:'), maxLength: 30 })
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (some, columns) => {
      expect(widthOf(some)).toBe(stringWidth(some))
      const wrapped = wrapAnsi(some, columns, { hard: true })
      if (some.length <= columns) expect(wrap(some, columns)).toEqual(wrapped.split('\n').map((line) => line.trimEnd()))
    }),
  )
  expect(wrap(' ::add-mask::x ', 20)).toEqual(['\\x3a:add-mask::x'])
})

test('sentences are broken between words; a command in backticks or a long path has a line of its own', () => {
  const command = '`sse-compat check a.conf --path /events/`'
  expect(wrapSentences(`There is none. Say ${command} to see it.`, 44)).toEqual([
    'There is none. Say',
    `  ${command}`,
    '  to see it.',
  ])
  const path = `/srv/${'x'.repeat(50)}.conf:`
  expect(wrapSentences(`sse-compat: ${path} it is empty`, 40)).toEqual(['sse-compat:', `  ${path}`, '  it is empty'])
  expect(wrapSentences('one line', 40)).toEqual(['one line'])
  expect(wrapSentences(`一 ${'long '.repeat(20)}`.trim(), Number.POSITIVE_INFINITY)).toHaveLength(1)
  expect(wrapSentences('a header ::add-mask::x', 12, '')[1]).toBe('\\x3a:add-mask::x')
})

test('a row of a table continues beside its label, or below it where a word is too long', () => {
  expect(wrapRow('  id  ', 'one two three four', 22)).toEqual(['  id  one two three', '      four'])
  const path = `/srv/${'x'.repeat(20)}`
  expect(wrapRow('  a-label  ', path, 30)).toEqual(['  a-label', `    ${path}`])
  expect(wrapRow('  a-label  ', '', 30)).toEqual(['  a-label'])
})
