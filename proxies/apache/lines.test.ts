/** Logical lines, and the way back from them to the bytes of the file: a change is made, and an error reported, at these places. */
import { describe, expect, it } from 'vitest'
import { inFile, type Line, linesOf, resolved, spanOf, withReplaced } from './lines.ts'

const linesIn = (text: string): Line[] => [...linesOf(text, 'a.conf')]
const only = (text: string): Line => {
  const [line] = linesIn(text)
  if (line === undefined) throw new Error('no line')
  return line
}
/** What a range of a line is in the file. */
const back = (text: string, line: Line, from: number, to: number): string => {
  const { start, end } = spanOf(line, from, to)
  return text.slice(start, end)
}

describe('lines', () => {
  it.for([
    [
      'a\nb\n',
      [
        ['a', 1, 0, 1],
        ['b', 2, 2, 3],
      ],
    ],
    ['\n \t\n\v\f\n  a b \r\n', [['a b', 4, 9, 12]]],
    ['a \\\n b', [['a  b', 1, 0, 6]]],
    [
      'a\\\r\n  b\r\nc',
      [
        ['a  b', 1, 0, 7],
        ['c', 3, 9, 10],
      ],
    ],
    ['a\\\\\nb', [['a\\b', 1, 0, 5]]],
    ['a\\', [['a\\', 1, 0, 2]]],
    ['a\\\n', [['a', 1, 0, 1]]],
    ['\\\n\\\n a', [['a', 3, 5, 6]]],
    ['a\r', [['a', 1, 0, 1]]],
    ['\r\na', [['a', 2, 2, 3]]],
    ['\u00a0a', [['\u00a0a', 1, 0, 2]]],
    ['', []],
    [' ', []],
  ] as const)('%j', ([text, expected]) => {
    expect(linesIn(text).map(({ text, line, start, end }) => [text, line, start, end])).toEqual(expected)
  })

  it('a range of a joined line has the place of its first and last character', () => {
    const text = '  one \\\n  two \\\n three\n'
    const line = only(text)
    expect(line.text).toBe('one   two  three')
    expect(back(text, line, 0, 3)).toBe('one')
    expect(back(text, line, 6, 9)).toBe('two')
    expect(spanOf(line, 6, 9).line).toBe(2)
    expect(back(text, line, 11, 16)).toBe('three')
    expect(spanOf(line, 11, 16)).toMatchObject({ file: 'a.conf', line: 3 })
    expect(back(text, line, 0, 9)).toBe('one \\\n  two')
    expect(spanOf(line, 6, 6)).toMatchObject({ start: 10, end: 10 })
  })
})

describe('variables', () => {
  const values: Readonly<Record<string, string>> = { A: 'alpha', NONE: '', B: 'b' }
  const filled = (text: string): Line => resolved(only(text), (name) => values[name])

  it.for([
    ['x \x24{A}y', 'x alphay'],
    ['\x24{A}\x24{B}', 'alphab'],
    ['\x24{NONE}x', 'x'],
    ['\x24{UNKNOWN} \x24{B}', '\x24{UNKNOWN} b'],
    ['\x24{A \x24{B}', '\x24{A \x24{B}'],
    ['\x24A \x24{A', '\x24A \x24{A'],
    ['} \x24{', '} \x24{'],
  ] as const)('%j', ([text, expected]) => {
    expect(filled(text).text).toBe(expected)
  })

  it('each character of a value has the place of its variable', () => {
    const text = 'x \x24{A} y\x24{NONE}z \\\n w'
    const line = filled(text)
    expect(line.text).toBe('x alpha yz  w')
    expect(back(text, line, 0, 1)).toBe('x')
    expect(back(text, line, 2, 7)).toBe('\x24{A}')
    expect(back(text, line, 3, 5)).toBe('\x24{A}')
    expect(back(text, line, 8, 9)).toBe('y')
    expect(back(text, line, 9, 10)).toBe('z')
    expect(back(text, line, 12, 13)).toBe('w')
    expect(spanOf(line, 12, 13).line).toBe(2)
    expect(back(text, line, 1, 8)).toBe(' \x24{A} ')
  })

  it('and still has it after another replacement', () => {
    const text = 'x \x24{A} y'
    const twice = withReplaced(filled(text), [{ from: 0, to: 1, text: 'longer' }])
    expect(twice.text).toBe('longer alpha y')
    expect(back(text, twice, 0, 6)).toBe('x')
    expect(back(text, twice, 7, 12)).toBe('\x24{A}')
    expect(back(text, twice, 13, 14)).toBe('y')
  })

  it('a line of another file loses the blanks at its ends, and is none without anything else', () => {
    const line = withReplaced(only('x y z'), [
      { from: 0, to: 1, text: ' ' },
      { from: 4, to: 5, text: '' },
    ])
    expect(inFile(line, 'b.conf')).toMatchObject({ text: 'y', file: 'b.conf', line: 1, start: 2, end: 3 })
    expect(inFile(withReplaced(line, [{ from: 0, to: line.text.length, text: '  ' }]), 'b.conf')).toBeUndefined()
  })
})
