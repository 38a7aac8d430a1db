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
