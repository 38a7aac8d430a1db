import fc from 'fast-check'
import { expect, test } from 'vitest'
import { visible, visibleJson, visibleLines } from './visible-characters.ts'

test.for([
  ['an escape sequence', '\x1b[31mred', '\\x1b[31mred'],
  ['C1', 'a\x9b31mb\x85c', 'a\\x9b31mb\\x85c'],
  ['DEL, BEL, backspace, NUL', '\x7f\x07\b\0', '\\x7f\\x07\\x08\\x00'],
  ['line ends', 'a\nb\rc\u2028d', 'a\\nb\\rc\\u2028d'],
  ['bidirectional overrides and isolates', '\u202eabc\u202c\u2066x\u2069', '\\u202eabc\\u202c\\u2066x\\u2069'],
  ['invisible ones', 'a\u200bb\ufeffc\u{e0041}', 'a\\u200bb\\ufeffc\\u{e0041}'],
  ['a lone surrogate', 'a\ud800b\udc00', 'a\\ud800b\\udc00'],
] as const)('%s is shown', ([_, text, shown]) => {
  expect(visible(text)).toBe(shown)
})

test.for([
  ['::error file=a.conf::broken', '\\x3a:error file=a.conf::broken'],
  [' ::stop-commands::x', ' \\x3a:stop-commands::x'],
  ['\t::add-matcher::m.json', '\t\\x3a:add-matcher::m.json'],
  ['# ##[set-output name=a]b', '# \\x23#[set-output name=a]b'],
  ['a ##vso[task.setvariable variable=x]y', 'a \\x23#vso[task.setvariable variable=x]y'],
  ['##TeamCity[buildStatus]', '\\x23#TeamCity[buildStatus]'],
] as const)('%j is no order to a CI system', ([text, shown]) => {
  expect(visible(text)).toBe(shown)
  expect(visibleLines(`a\n${text}`)).toBe(`a\n${shown}`)
  const json = visibleJson(JSON.stringify({ [text]: text }, null, 2))
  expect(json).not.toMatch(/##|^\s*::/m)
  expect(JSON.parse(json)).toEqual({ [text]: text })
})

test('addresses, comments and headings are none', () => {
  for (const text of ['::1', '::/0', 'allow ::1;', '## a', '### [x]', 'a::b::c']) expect(visible(text)).toBe(text)
})

test('what is seen stays: tabs, letters of any script, emoji with their joiners', () => {
  const text = '\tlocation /straße/ { } # 日本 👩‍💻 → …'
  expect(visible(text)).toBe(text)
})

test('of several lines the ends stay', () => {
  expect(visibleLines('a\x1b\r\n\tb\rc\n\nd')).toBe('a\\x1b\r\n\tb\\rc\n\nd')
})

const anyText = fc
  .array(fc.oneof(fc.nat(0xff), fc.nat(0xffff), fc.nat(0x10ffff)))
  .map((points) => String.fromCodePoint(...points))

test('nothing else is in any result, and JSON means the same as before', () => {
  const isUnseen = (point: number): boolean =>
    (point < 0x20 && point !== 9 && point !== 10) ||
    (point >= 0x7f && point <= 0x9f) ||
    [0x61c, 0x200e, 0x200f].includes(point) ||
    (point >= 0x202a && point <= 0x202e) ||
    (point >= 0x2066 && point <= 0x2069) ||
    (point >= 0xd800 && point <= 0xdfff)
  const unseenIn = (text: string) => [...text].filter((character) => isUnseen(character.codePointAt(0) ?? 0))
  fc.assert(
    fc.property(anyText, (text) => {
      expect(unseenIn(visible(text))).toEqual([])
      expect(visible(text)).not.toContain('\n')
      expect(unseenIn(visibleLines(text).replaceAll('\r\n', '\n'))).toEqual([])
      const json = visibleJson(JSON.stringify({ [text]: [text] }, null, 2))
      expect(unseenIn(json)).toEqual([])
      expect(JSON.parse(json)).toEqual({ [text]: [text] })
    }),
  )
})
