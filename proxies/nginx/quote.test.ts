import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SseCompatError } from '../../harness/model/index.ts'
import { parseNginx } from './config.ts'
import { quoteWord } from './quote.ts'

const quoted = (word: string) => quoteWord(word, 'a.conf:3')

describe('a word', () => {
  it.for([
    ['http://127.0.0.1:8080/$uri', 'http://127.0.0.1:8080/$uri'],
    ['~^/(a|b)*$', '"~^/(a|b)*$"'],
    ['$a', '$a'],
    ['', "''"],
    ['a b', '"a b"'],
    ['a;', '"a;"'],
    ['{', '"{"'],
    ['}', '"}"'],
    ['a#', '"a#"'],
    ['#', '"#"'],
    ['\x24{a}', '"\x24{a}"'],
    ["it's", '"it\'s"'],
    ['say "x"', String.raw`"say \"x\""`],
    ['\t', String.raw`"\t"`],
    ['\r\n', String.raw`"\r\n"`],
    ['straße', '"straße"'],
    ['\u00a0', '"\u00a0"'],
    // A backslash that nginx would undo is doubled, any other stays as it is.
    [String.raw`\.php$`, String.raw`"\.php$"`],
    [String.raw`\d+\n`, String.raw`"\d+\\n"`],
    [String.raw`\"`, String.raw`"\\\""`],
    [String.raw`a\\b`, String.raw`"a\\\b"`],
    ['a\\', String.raw`"a\\"`],
    ['\\\t', String.raw`"\\\t"`],
  ] as const)('%j is written as %s', ([word, text]) => {
    expect(quoted(word)).toBe(text)
    expect(parseNginx(`a ${text};`, 'a.conf')[0]?.args.map((each) => each.text)).toEqual([word])
  })

  it.for(['a\0', '\ud800', 'a\udc00b'])('%j cannot be written', (word) => {
    expect(() => quoted(word)).toThrow(expect.objectContaining({ code: 'unsafe-config', where: 'a.conf:3' }))
    expect(() => quoted(word)).toThrow(SseCompatError)
  })

  it('is read as itself between others, whatever it is', () => {
    const character = fc.constantFrom(...'"\'\\$\x7b};#()~ \t\r\n\vantr1ß')
    fc.assert(
      fc.property(fc.array(fc.string({ unit: character, maxLength: 6 }), { minLength: 1, maxLength: 3 }), (words) => {
        const [read, ...others] = parseNginx(`${words.map(quoted).join(' ')}; b;`, 'a.conf')
        expect([read?.name, ...(read?.args ?? []).map(({ text }) => text)]).toEqual(words)
        expect(others.map(({ name }) => name)).toEqual(['b'])
      }),
      { numRuns: 2000 },
    )
  })
})
