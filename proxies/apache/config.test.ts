import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startEdits } from '../../harness/config/span-edits.ts'
import { SseCompatError } from '../../harness/model/index.ts'
import { adapter } from './adapter.ts'
import { build, site } from './build.fixture.ts'
import { type Directive, parseApache } from './config.ts'
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
  ] as const)('says what is missing in %j', ([text, message, where]) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'bad-config', message, where }))
  })
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
