import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startEdits } from '../../harness/config/span-edits.ts'
import { SseCompatError } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { type Directive, linesIn, parseApache, readDirective } from './config.ts'
import { linesOf, resolved } from './lines.ts'
import { walk } from './tree.ts'

const parse = (text: string) => parseApache(text, 'a.conf')
const flat = (text: string) => [...walk(parse(text))]

describe('reading Apache configurations', () => {
  it('gives names, arguments, lines and sections', () => {
    const [listen, host] = parse(
      'Listen 80\n# <not this>\n<virtualhost *:80>\n  ProxyPass / http://b/ # x\n</VirtualHost>\n',
    )
    expect(listen).toMatchObject({ name: 'Listen', key: 'listen', line: 1, section: undefined })
    expect(host).toMatchObject({ key: 'virtualhost', line: 3, section: [{ key: 'proxypass', line: 4 }] })
    // A comment has a line of its own; after a directive it is read as arguments.
    expect(host?.section?.[0]?.args.map(({ text }) => text)).toEqual(['/', 'http://b/', '#', 'x'])
  })

  it.for([
    ['A b "c d" \'e f\'', ['b', 'c d', 'e f']],
    ['A "say \\"hi\\""', ['say "hi"']],
    ['A "c:\\dir"', ['c:\\dir']],
    ['A b \\\n  c', ['b', 'c']],
    ['A b\\\r\n  c', ['b', 'c']],
    ['A "b \\\nc"', ['b c']],
    ['A "not closed', ['not closed']],
    ['<A "x>y">\n</A>', ['x>y']],
    ['<A>\n</A>', []],
  ] as const)('splits %j', ([text, args]) => {
    expect(parse(text)[0]?.args.map((word) => word.text)).toEqual(args)
  })

  it('joins lines in comments too, and goes on counting', () => {
    expect(
      flat('# one \\\nListen 1\nListen \\\n 2\nListen 3\n').map(({ line, args }) => [line, args[0]?.text]),
    ).toEqual([
      [3, '2'],
      [5, '3'],
    ])
  })

  it.for([
    ['<Location />\n', '<Location> is not closed', 'a.conf:1'],
    ['A\n</Location>', '</Location> closes nothing', 'a.conf:2'],
    ['<A>\n<B>\n</A>\n</B>', '</A> where <B> of line 2 is open', 'a.conf:3'],
    ['\n<Location /', '"<Location /" has no closing ">"', 'a.conf:2'],
    ['< >', 'a section without a name', 'a.conf:1'],
    ['<>', 'a section without a name', 'a.conf:1'],
    ['<a-b>\n</a-b>', '"<a-b" begins no section', 'a.conf:1'],
    ['\nA<B c', '"A<B" is no directive', 'a.conf:2'],
    ['A>', '"A>" is no directive', 'a.conf:1'],
    ['<A>\n</B x>', '</B> where <A> of line 1 is open', 'a.conf:2'],
    ['\n\n</', '</> closes nothing', 'a.conf:3'],
    ['<A>\n<B>\n</B>\n', '<A> is not closed', 'a.conf:1'],
    ['<A>\n<B>\n', '<B> is not closed', 'a.conf:2'],
    ['<A>\n\n<Macro x>\n</A>\n', '<Macro> is not closed', 'a.conf:3'],
    ['A\n\0\nB', 'a NUL character', 'a.conf:2'],
    ['\0', 'a NUL character', 'a.conf:1'],
    ['<IfModule "!x">\n</IfModule>', 'a "!" in quotes negates nothing', 'a.conf:1'],
    ["<ifdefine '!x'>\n</ifdefine>", 'a "!" in quotes negates nothing', 'a.conf:1'],
    ['<A>\n'.repeat(101), 'sections are nested too deep', 'a.conf:101'],
  ] as const)('says what is missing in %j', ([text, message, where]) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'bad-config', message, where }))
  })
})

/** Errors of Apache and of the audit are mapped by these, and `--fix` writes there. */
describe('places', () => {
  const [text, spans] = (() => {
    const text = '# x\n  <Location "/a">\n\tProxyPass http://b/ \\\n    timeout=5\n</LOCATION >\nb\n'
    return [text, parse(text)]
  })()

  it('of a section: its first line, its last line, and all of it', () => {
    const [location] = spans
    expect(location).toMatchObject({ name: 'Location', key: 'location', line: 2, lastLine: 5 })
    expect(text.slice(location?.opening.start, location?.opening.end)).toBe('<Location "/a">')
    expect(text.slice(location?.start, location?.end)).toBe(text.slice(6, -3))
    expect(location?.args).toMatchObject([{ text: '/a', line: 2 }])
  })

  it('of a directive over two lines', () => {
    const [pass] = spans[0]?.section ?? []
    expect(pass).toMatchObject({ line: 3, lastLine: 3, section: undefined })
    expect(pass?.opening).toMatchObject({ line: 3, start: pass?.start, end: pass?.end })
    expect(pass?.args.map(({ text, line }) => [text, line])).toEqual([
      ['http://b/', 3],
      ['timeout=5', 4],
    ])
    for (const word of pass?.args ?? []) expect(text.slice(word.start, word.end)).toBe(word.text)
    expect(spans[1]).toMatchObject({ name: 'b', args: [], line: 6 })
  })

  it('of a macro: its lines are kept as they are, also those of a macro in it', () => {
    const text = '<Macro A $x>\nB $x\n<Macro C>\n</Macro>\n</MACRO>\nD\n'
    const [macro, after] = parse(text)
    expect(macro).toMatchObject({ key: 'macro', line: 1, lastLine: 5, end: text.length - 3, section: [] })
    expect(macro?.body?.map(({ text }) => text)).toEqual(['B $x', '<Macro C>', '</Macro>'])
    expect(after?.name).toBe('D')
    expect(macro && linesIn(macro).map(({ name, args }) => [name, ...args.map(({ text }) => text)])).toEqual([
      ['B', '$x'],
    ])
    expect(after && linesIn(after)).toEqual([])
  })

  it('of several words from one variable: in their order, and none beside the variable', () => {
    const [line] = [...linesOf('A \x24{X} d\n', 'a.conf')]
    const read = line && readDirective(resolved(line, () => 'b c'))
    expect(read?.args.map(({ text }) => text)).toEqual(['b', 'c', 'd'])
    const [b = 0, c = 0, d = 0] = read?.args.map(({ start }) => start) ?? []
    expect([b, Math.floor(c), d]).toEqual([2, 2, 7])
    expect(c).toBeGreaterThan(b)
    // The line itself is kept where a variable without a value is left in it.
    expect([line && readDirective(line)?.source, read?.source]).toEqual([line, undefined])
  })
})

it('a directive that is no word is nothing, as in Apache', () => {
  expect(parse('""\nA\n')).toMatchObject([{ name: 'A' }])
  expect(parse('"A" b')).toMatchObject([{ name: 'A', args: [{ text: 'b' }] }])
})

it.for([
  ['<IfModule !x>\n</IfModule>', ['!x']],
  ['<IfModule !"x">\n</IfModule>', ['!"x"']],
  ['<Location "!x">\n</Location>', ['!x']],
  ['<IfModule "x">\n</IfModule>', ['x']],
  ['<A a> b>\n</A>', ['a>', 'b']],
  ['<A a> # b\n</A>', ['a']],
] as const)('the words of a section end at its last ">": %j', ([text, args]) => {
  expect(parse(text)[0]?.args.map((word) => word.text)).toEqual(args)
})

it('a hundred sections within each other', () => {
  expect(flat(`${'<A>\n'.repeat(100)}${'</A>\n'.repeat(100)}`)).toHaveLength(100)
})

const piece = fc.oneof(
  fc.constantFrom(
    '<A>',
    '</A>',
    '<b x>',
    '</B>',
    '\n',
    '\r\n',
    '\\\n',
    '\\',
    '"',
    "'",
    '#',
    ' ',
    'Listen 80',
    '>',
    '<',
  ),
  fc.string({ maxLength: 5 }),
)
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))

describe('whatever is written', () => {
  it('is read, or refused with a place', () => {
    fc.assert(
      fc.property(text, (text) => {
        try {
          check(text, parse(text))
        } catch (error) {
          expect(error).toBeInstanceOf(SseCompatError)
          expect(error).toMatchObject({ code: 'bad-config', where: expect.stringMatching(/^a\.conf:\d+$/) })
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('stays byte for byte where it is not edited, and keeps its lines where it is', () => {
    fc.assert(
      fc.property(text, fc.nat(), (text, pick) => {
        let all: Directive[]
        try {
          all = flat(text)
        } catch {
          return
        }
        expect(startEdits({ 'a.conf': text }).apply()['a.conf']).toBe(text)
        const directive = all[pick % Math.max(all.length, 1)]
        if (directive === undefined) return
        const edits = startEdits({ 'a.conf': text })
        edits.drop(directive, 'why')
        const edited = edits.apply()['a.conf'] ?? ''
        expect(edited.startsWith(text.slice(0, directive.start))).toBe(true)
        expect(edited.endsWith(text.slice(directive.end))).toBe(true)
        expect(edited.split('\n')).toHaveLength(text.split('\n').length)
      }),
      { numRuns: 2000 },
    )
  })
})

/** Spans are nested and in order, and lines are counted correctly. */
function check(text: string, directives: readonly Directive[]): void {
  let end = 0
  for (const directive of directives) {
    expect(directive.start).toBeGreaterThanOrEqual(end)
    // Blanks before a joined line belong to no directive.
    expect(text.slice(0, directive.start).split('\n').length).toBeGreaterThanOrEqual(directive.line)
    for (const word of directive.args) expect(text.slice(0, word.start).split('\n')).toHaveLength(word.line)
    end = directive.end
    if (directive.section) check(text, directive.section)
  }
  expect(end).toBeLessThanOrEqual(text.length)
}

it('values that double each other are refused before they fill the memory', () => {
  const name = (n: number) => `a${n}`
  const lines = Array.from({ length: 40 }, (_, n) => `Define ${name(n + 1)} "\x24{${name(n)}}\x24{${name(n)}}"\n`)
  const text = `Define a0 0123456789\n${lines.join('')}ProxyPass / http://app/\n`
  expect(() => adapter.prepare({ 'a.conf': text }, site, build)).toThrow(
    expect.objectContaining({ code: 'too-large', where: 'a.conf:20' }),
  )
})

// The search from each start must not go to the end of the line: that took minutes for a line that is read at once.
it('variables that are not closed are text, however many', () => {
  const text = `SetEnv X "${'\x24{'.repeat(150_000)}"\nProxyPass / http://app/\n`
  expect(adapter.routes?.({ 'a.conf': text }, build)).toHaveLength(1)
})

it('what is missing is said with what to do, since no fix can be tested', () => {
  const errorOf = (text: string): unknown => {
    try {
      return parseApache(text, 'a.conf')
    } catch (error) {
      return error
    }
  }
  expect(errorOf('<VirtualHost *:80>\nProxyPass / http://a/\n')).toMatchObject({
    where: 'a.conf:1',
    advice:
      '</VirtualHost> is missing: put it where the section ends (the file ends at line 2), and check again: nothing was tested',
  })
  expect(errorOf('<VirtualHost *:80>\n<Location />\n</VirtualHost>\n')).toMatchObject({
    where: 'a.conf:3',
    advice: expect.stringMatching(/^<\/Location> is missing: put it .*, and check again/),
  })
})
