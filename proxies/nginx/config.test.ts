import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startEdits } from '../../harness/config/span-edits.ts'
import { SseCompatError } from '../../harness/model/index.ts'
import { type Directive, parseNginx } from './config.ts'
import { allIn } from './layout.ts'

const parse = (text: string) => parseNginx(text, 'a.conf')
const flat = (text: string) => [...allIn(parse(text))]

function failure(text: string): { message: string; where: string | undefined } {
  try {
    parse(text)
  } catch (error) {
    if (error instanceof SseCompatError && error.code === 'bad-config') return error
    throw error
  }
  throw new Error('it was read')
}

describe('reading nginx configurations', () => {
  it('gives names, arguments, lines and blocks', () => {
    const [events, http] = parse('events { }\nhttp {\n  # not this {\n  server { listen 80; }\n}\n')
    expect(events).toMatchObject({ name: 'events', line: 1, block: [] })
    expect(http).toMatchObject({ name: 'http', line: 2, block: [{ name: 'server', line: 4 }] })
  })

  it.for([
    ['a "x y" z;', ['x y', 'z']],
    [`a 'it''s';`, undefined],
    ['a "say \\"hi\\"";', ['say "hi"']],
    ['a x\\;y;', ['x\\;y']],
    ['a \x24{x}y;', ['\x24{x}y']],
    ['a "\x24{x} {";', ['\x24{x} {']],
    ['location ~ \\.php$ {}', ['~', '\\.php$']],
    ['location ~ "^/a{2}$" {}', ['~', '^/a{2}$']],
    ['a b#c;', ['b#c']],
    ['a "two\nlines" b;', ['two\nlines', 'b']],
  ] as const)('splits %s', ([text, args]) => {
    if (args === undefined) expect(failure(text).where).toBe('a.conf:1')
    else expect(parse(text)[0]?.args.map((word) => word.text)).toEqual(args)
  })

  it('does not look into Lua', () => {
    const text = `server {
  content_by_lua_block {
    local t = { a = "}" } -- }
    --[[ } ]] local s = [[ } ]]
    ngx.say('it\\'s }')
  }
  listen 80;
}`
    expect(flat(text).map(({ name, line }) => [name, line])).toEqual([
      ['server', 1],
      ['content_by_lua_block', 2],
      ['listen', 7],
    ])
  })

  it.for([
    [
      'server {\n  server_name {your_domain};\n}\n',
      '"{your_domain}" is a placeholder that was not filled in',
      'a.conf:2',
    ],
    ['server {\n  location / {\n', 'the block "location" is not closed', 'a.conf:2'],
    ['a;\n}\n', 'a "}" that closes nothing', 'a.conf:2'],
    ['server {\n  listen 80\n}\n', '"listen" is not ended before the "}"', 'a.conf:2'],
    ['\nlisten 80', '"listen" is not ended', 'a.conf:2'],
    ['\na "b;\n', 'the quote " is not closed', 'a.conf:2'],
    ['a;;', 'a ";" without a directive in front of it', 'a.conf:1'],
    ['{', 'a "{" without a directive in front of it', 'a.conf:1'],
    ['\nlocation ~ ^/[a-z]{2,4}/x$ { }', '"{2,4}" begins a block', 'a.conf:2'],
    ['if ($uri ~ \\d{8}) { }', '"{8}" begins a block', 'a.conf:1'],
    ['a "b"c;', '"c" directly after a closing quote', 'a.conf:1'],
    ['x_by_lua_block {\n "}', 'the block "x_by_lua_block" is not closed', 'a.conf:1'],
  ] as const)('says what is missing in %j', ([text, message, where]) => {
    expect(failure(text)).toMatchObject({ message, where })
  })
})

/** Errors of nginx and of the audit are mapped by these: a wrong line leads a person to the wrong directive. */
it('an error has its advice, where there is one', () => {
  const error = (text: string) => {
    try {
      return parse(text)
    } catch (error) {
      return error
    }
  }
  expect(error('server {')).toMatchObject({
    advice:
      'a "}" is missing: put it where the block ends (the file ends at line 1), and check again: nothing was tested',
  })
  expect(error('listen 80')).toMatchObject({
    advice: expect.stringMatching(/^a ";" is missing: put it .*, and check again/),
  })
  expect(error(';')).toMatchObject({ advice: undefined })
})

describe('places', () => {
  it('of a directive over several lines: where it begins, where its block opens, where it ends', () => {
    const text = 'server\n{\n  listen\n    80\n  ;\n}\n'
    const [server] = parse(text)
    expect(server).toMatchObject({ line: 1, endLine: 6, start: 0, end: text.length - 1 })
    expect(server?.opening).toEqual({ file: 'a.conf', line: 2, start: 8, end: 8 })
    const [listen] = server?.block ?? []
    expect(listen).toMatchObject({ line: 3, endLine: 5, opening: undefined, block: undefined })
    expect(text.slice(listen?.start, listen?.end)).toBe('listen\n    80\n  ;')
    expect(listen?.args).toMatchObject([{ text: '80', line: 4 }])
  })

  it('behind a word, a comment and a Lua block of several lines', () => {
    const text = 'a "1\n2";\n# {\nb_by_lua_block {\n--\n}\nc;'
    expect(flat(text).map(({ name, line, endLine }) => [name, line, endLine])).toEqual([
      ['a', 1, 2],
      ['b_by_lua_block', 4, 6],
      ['c', 7, 7],
    ])
    expect(parse(text)[1]).toMatchObject({ block: [], opening: { line: 4 } })
  })

  it('of a file with a byte order mark', () => {
    expect(parse('\uFEFFlisten 80;')).toMatchObject([{ name: 'listen', start: 1, line: 1 }])
  })

  it('of a NUL character', () => {
    expect(failure('a;\n\0')).toMatchObject({ message: 'a NUL character', where: 'a.conf:2' })
    expect(failure('\0\n')).toMatchObject({ where: 'a.conf:1' })
  })
})

describe('words, as nginx itself separates them', () => {
  it.for([
    ['a\tb\r\nc;', ['b', 'c']],
    ['a b{}', ['b']],
    ['a \x24\x7b\x7bb c;', ['\x24\x7b\x7bb', 'c']],
    ['a b\x24;', ['b\x24']],
    ['a b\x24\tc;', ['b\x24', 'c']],
    ['a b}c;', ['b}c']],
    ['a b"c;', ['b"c']],
    [`a "it's" 'say "x"';`, ["it's", 'say "x"']],
    ['a "b"\t"c"\r"d"\n"e";', ['b', 'c', 'd', 'e']],
    ['if (\x24a = "b") {}', ['(\x24a', '=', 'b', ')']],
    ['a "b"{}', ['b']],
    ['a b\\ c;', ['b\\ c']],
    ['a b\\"c;', ['b"c']],
    ['a "b\\\\" c;', ['b\\', 'c']],
    ['a b\\tc\\rd\\ne\\xf;', ['b\tc\rd\ne\\xf']],
    ["a 'b\\'c';", ["b'c"]],
    ['a "";', ['']],
  ] as const)('%j', ([text, args]) => {
    expect(parse(text)[0]?.args.map((word) => word.text)).toEqual(args)
  })

  it.for([
    ['a "b\\', 'the quote " is not closed'],
    ["a 'b", "the quote ' is not closed"],
    ['a b\\', '"a" is not ended'],
    ['a "b"}', '"}" directly after a closing quote'],
    ['# only a comment {', undefined],
    ['a; # a comment without an end of its line', undefined],
    ['', undefined],
  ] as const)('%j', ([text, message]) => {
    if (message === undefined) expect(() => parse(text)).not.toThrow()
    else expect(failure(text)).toMatchObject({ message })
  })
})

describe('limits', () => {
  it('a hundred blocks within each other, and no more', () => {
    const nested = (depth: number): string => 'a {'.repeat(depth) + '}'.repeat(depth)
    expect(flat(nested(100))).toHaveLength(100)
    expect(failure(nested(101))).toMatchObject({ message: 'blocks are nested too deep', where: 'a.conf:1' })
  })

  it('a long word is shortened in a message', () => {
    expect(failure('a'.repeat(60))).toMatchObject({ message: `"${'a'.repeat(60)}" is not ended` })
    expect(failure('a'.repeat(61))).toMatchObject({ message: `"${'a'.repeat(59)}…" is not ended` })
  })

  it('a number in braces begins a block where it is a word of its own, and is part of an expression otherwise', () => {
    expect(failure('location ~ a{2}').message).toBe('"{2}" begins a block')
    expect(failure('location ~ a{2,}').message).toBe('"{2,}" begins a block')
    expect(parse('location a {2;}')).toMatchObject([{ name: 'location', block: [{ name: '2' }] }])
    expect(failure('location a {2 }').message).toBe('"2" is not ended before the "}"')
    expect(parse('location a{b;}')).toMatchObject([{ args: [{ text: 'a' }], block: [{ name: 'b' }] }])
  })

  it.each([
    ['a {\n} }', 'a "}" that closes nothing', 'a.conf:2'],
    ['\n;', 'a ";" without a directive in front of it', 'a.conf:2'],
    ['a; {', 'a "{" without a directive in front of it', 'a.conf:1'],
    ['a {\nb\n}', '"b" is not ended before the "}"', 'a.conf:2'],
    ['a {\nb {\n c;\n}', 'the block "a" is not closed', 'a.conf:1'],
  ])('what is out of place in %j', (text, message, where) => {
    expect(failure(text)).toMatchObject({ message, where })
  })
})

const piece = fc.oneof(
  fc.constantFrom(
    'server {',
    '}',
    ';',
    ' ',
    '\n',
    '\r\n',
    '"',
    "'",
    '\\',
    '#',
    '$',
    '${',
    'listen 80;',
    'x_by_lua_block {',
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
        const untouched = startEdits({ 'a.conf': text })
        expect(untouched.apply()['a.conf']).toBe(text)
        const directive = all[pick % Math.max(all.length, 1)]
        if (directive === undefined) return
        const edits = startEdits({ 'a.conf': text })
        edits.replace(directive, 'x;', 'why')
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
    expect(text.slice(0, directive.start).split('\n')).toHaveLength(directive.line)
    end = directive.end
    if (directive.block) check(text, directive.block)
  }
  expect(end).toBeLessThanOrEqual(text.length)
}
