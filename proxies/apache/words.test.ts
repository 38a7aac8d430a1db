/** Words as Apache's own functions split them; each case is what `ap_getword_conf` and mod_rewrite's `parseargline` do. */
import { describe, expect, it } from 'vitest'
import { quote, splitWords } from './words.ts'

const words = (key: string, text: string) => splitWords(key, text).map((word) => word.text)

describe('the words of a line', () => {
  it.for([
    ['a b', ['a', 'b']],
    ['  a\t\vb\f ', ['a', 'b']],
    ['a\u00a0b', ['a\u00a0b']],
    ['"a b"c', ['a b', 'c']],
    [`'a "b"' "it's"`, ['a "b"', "it's"]],
    [String.raw`"a\"b" c`, ['a"b', 'c']],
    [String.raw`"a\\" c`, ['a\\', 'c']],
    [String.raw`"a\'b\n"`, [String.raw`a\'b\n`]],
    [String.raw`a\\b\"c d`, [String.raw`a\b\"c`, 'd']],
    ['"a', ['a']],
    ['"a\\', ['a\\']],
    ['"" a', ['', 'a']],
    ['a"b c"', ['a"b', 'c"']],
    ['', []],
  ] as const)('%j', ([text, expected]) => {
    expect(words('header', text)).toEqual(expected)
  })

  it.for([
    ['a b c d', ['a', 'b', 'c']],
    [String.raw`a\ b c`, [String.raw`a\ b`, 'c']],
    [String.raw`"a\"b" c`, ['a\\', 'b"', 'c']],
    [String.raw`"a\ b" 'c d'`, [String.raw`a\ b`, 'c d']],
    ['"a b', ['a b']],
    [String.raw`^/\d+\\ x`, [String.raw`^/\d+\\ x`]],
  ] as const)('of mod_rewrite: at most three, without escapes but that of a blank: %j', ([text, expected]) => {
    expect(words('rewriterule', text)).toEqual(expected)
    expect(words('rewritecond', text)).toEqual(expected)
  })

  it.for([
    ['ok {%{REQUEST_STATUS} =~ /^[234]/} x', ['ok', '%{REQUEST_STATUS} =~ /^[234]/', 'x']],
    ['{a b} {c {d} e} {f g}', ['{a', 'b}', '{c', '{d}', 'e}', '{f', 'g}']],
    ['ok {a', ['ok', 'a']],
    [String.raw`ok {a\\}b} c`, ['ok', 'a\\', 'b}', 'c']],
    [String.raw`ok {a\\\\{b} c} d`, ['ok', String.raw`a\\{b} c`, 'd']],
  ] as const)('of ProxyHCExpr: the second one may stand in braces: %j', ([text, expected]) => {
    expect(words('proxyhcexpr', text)).toEqual(expected)
  })

  it('with their places in the line', () => {
    expect(splitWords('header', 'set "a b" c')).toEqual([
      { text: 'set', from: 0, to: 3 },
      { text: 'a b', from: 4, to: 9 },
      { text: 'c', from: 10, to: 11 },
    ])
    expect(splitWords('header', 'x "a', 1, 3)).toEqual([{ text: '', from: 2, to: 3 }])
    expect(splitWords('proxyhcexpr', 'a {b} c')).toMatchObject([{}, { from: 2, to: 5 }, { from: 6, to: 7 }])
    expect(splitWords('proxyhcexpr', 'a {b')).toMatchObject([{}, { from: 2, to: 4 }])
    expect(splitWords('rewriterule', '"a b" c')).toEqual([
      { text: 'a b', from: 0, to: 5 },
      { text: 'c', from: 6, to: 7 },
    ])
  })
})

describe('a word that is written', () => {
  it.for([
    ['header', 'plain/text:80', 'plain/text:80'],
    ['header', 'a b', '"a b"'],
    ['header', '', '""'],
    ['header', 'say "x"', String.raw`"say \"x\""`],
    ['header', String.raw`a\b`, String.raw`"a\\b"`],
    ['header', '{a}', '"{a}"'],
    ['header', '#a', '"#a"'],
    ['header', '\x24{a}', '\x24{SSE_COMPAT_DOLLAR}{a}'],
    ['rewriterule', String.raw`^/a\.b$`, String.raw`"^/a\.b$"`],
    ['rewriterule', 'a "b"', `'a "b"'`],
    ['rewriterule', `a"b'c`, `a"b'c`],
    ['rewriterule', String.raw`"a\ b'`, undefined],
    ['rewriterule', `a "b" 'c'`, undefined],
    ['header', 'a\nb', undefined],
    ['header', 'a\0', undefined],
  ] as const)('%s %j', ([key, word, written]) => {
    if (written === undefined) {
      const refused = { code: 'unsafe-config', where: 'a.conf:3', advice: expect.stringContaining('line breaks') }
      expect(() => quote(key, word, 'a.conf:3')).toThrow(expect.objectContaining(refused))
      expect(() => quote(key, word)).toThrow(expect.objectContaining({ where: undefined }))
    } else {
      expect(quote(key, word)).toBe(written)
      expect(words(key, `${written.replace('\x24{SSE_COMPAT_DOLLAR}', '$')} next`)).toEqual([word, 'next'])
    }
  })
})
