import { describe, expect, it, vi } from 'vitest'
import { directive as written } from '../../harness/config/parsed-edits.ts'
import { type Planned, planAt, planOwn } from './planned-file.ts'
import { writeInLine, writeNginx } from './writer.ts'

const word = (text: string, line: number) => ({ text, line })
const simple = (line: number, endLine: number, name: string, ...args: readonly Planned['name'][]): Planned => ({
  name: word(name, line),
  args,
  opening: undefined,
  block: undefined,
  endLine,
})

describe('each word stands on the line where the user has it', () => {
  it.for<readonly [string, readonly Planned[], string]>([
    ['one behind the other', [planAt(written('a', 'b'), 1), planAt(written('c'), 1)], 'a b; c;'],
    ['lines between them', [planAt(written('a'), 2), planAt(written('c'), 4)], '\na;\n\nc;'],
    ['words on several lines', [simple(1, 3, 'a', word('b', 2), word('c', 2))], 'a\nb c\n;'],
    [
      'a block, its braces and what is in it',
      [{ ...simple(1, 5, 'a', word('b', 1)), opening: 2, block: [planAt(written('c', 'd'), 4)] }],
      'a b\n{\n\n  c d;\n}',
    ],
    ['an empty block', [{ ...planAt(written('a'), 1), opening: 1, block: [] }], 'a { }'],
    ['a word with a line break', [planAt(written('a', 'b\nc'), 1), planAt(written('d'), 2)], 'a "b\\nc";\nd;'],
  ])('%s', ([, planned, text]) => {
    expect(writeNginx(planned, 'a.conf')).toBe(text)
  })

  it('and there are as many lines', () => {
    expect(writeNginx([planAt(written('a'), 1)], 'a.conf', 4)).toBe('a;\n\n\n')
  })
})

describe('what would be read as something else', () => {
  it.for<readonly [string, readonly Planned[], string]>([
    ['a word above its directive', [planAt(written('a'), 3), planAt(written('b'), 2)], 'a.conf:2'],
    ['a name that is a comment’s', [{ ...planAt(written('x'), 1), name: word('x', 4), endLine: 2 }], 'a.conf:4'],
    ['Lua', [{ ...planAt(written('a_by_lua_block'), 2), opening: 2, block: [planAt(written('b'), 2)] }], 'a.conf:2'],
    ['a name above its line', [planAt(written('a'), 3), simple(2, 3, 'b')], 'a.conf:2'],
    ['a word above its line', [simple(3, 3, 'a', word('b', 2))], 'a.conf:3'],
    ['a `{` above its line', [{ ...planAt(written('a'), 3), opening: 2, block: [] }], 'a.conf:3'],
    ['a line above a `}`', [{ ...planAt(written('a'), 2), opening: 2, block: [planAt(written('b'), 5)] }], 'a.conf:2'],
  ])('%s is refused', ([, planned, where]) => {
    expect(() => writeNginx(planned, 'a.conf')).toThrow(expect.objectContaining({ code: 'unsafe-config', where }))
  })

  it.for(['a\\"b', 'a;b', 'a b', 'a{b', '', '#', '"', '\n'])('and so is %j, were it not quoted', async (text) => {
    vi.resetModules()
    vi.doMock('./quote.ts', () => ({ quoteWord: (text: string) => text }))
    const careless = (await import('./writer.ts')).writeNginx
    vi.doUnmock('./quote.ts')
    expect(careless([planAt(written('a', 'b'), 1)], 'a.conf')).toBe('a b;')
    expect(() => careless([planAt(written('a', text), 1)], 'a.conf')).toThrow()
    expect(writeNginx([planAt(written('a', text), 1)], 'a.conf')).toMatch(/^a .*;$/)
  })

  it('tells the line of a word that cannot be written', () => {
    expect(() => writeNginx([simple(1, 3, 'a', word('b\0', 3))], 'a.conf')).toThrow(
      expect.objectContaining({ code: 'unsafe-config', where: 'a.conf:3' }),
    )
  })
})

it('writes in one line for the list of what was replaced', () => {
  const map = { ...written('map', '$a', '$b'), block: [written('default', ''), written('x y', 'z')] }
  expect(writeInLine([map, written('access_log', 'off')])).toBe(`map $a $b { default ''; "x y" z; } access_log off;`)
})

it('gives a file of the harness’s own a line for each directive', () => {
  const http = { ...written('http'), block: [written('a', 'b'), { ...written('c'), block: [] }, written('d')] }
  expect(writeNginx(planOwn([written('pid', '/x y'), http, written('e')]), 'main')).toBe(
    'pid "/x y";\nhttp {\n  a b;\n  c { }\n  d;\n}\ne;',
  )
})
