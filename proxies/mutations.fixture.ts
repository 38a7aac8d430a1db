/** Mutated configurations: realistic ones, and ones that try to escape, with changes to their words, lines and files. */

import fc from 'fast-check'
import type { ConfigTree } from '../harness/model/index.ts'

/** Characters that have a meaning, for a proxy or for a careless parser. */
const CHARACTERS =
  '" \' \\ \\\\ $ \x24{ \x24{X} { } ; # < > | ( ) [ ] * ? ~ ^ = @ ! % %{ %% , : & + - . .. / a B 0 1 $1 %1 n t r ß 漢 😀'
    .split(' ')
    .concat([' ', '  ', '\t', '\n', '\r', '\r\n', '\v', '\f', '\x01', '\x1b', '\x7f', '\u00a0', '\u2028', '\ufeff'])
/** Characters that no text may contain: each makes a configuration be refused. */
const IMPOSSIBLE = ['\0', '\ud800']

/** Words that refer to attack targets. */
const hostileWords = (bait: string): readonly string[] => [
  '',
  'off',
  'on',
  'none',
  'all',
  'default',
  'include',
  'http://app',
  'http://127.0.0.1:9',
  '10.0.0.1',
  '10.0.0.1:81',
  '127.0',
  'localhost:81',
  'unix',
  `unix:${bait}/socket`,
  `${bait}/pipe`,
  `${bait}/marker`,
  `../../bait/pipe`,
  `;include ${bait}/pipe;`,
  `a;error_log ${bait}/marker debug;#`,
  `\nInclude ${bait}/pipe\n`,
  `x\nErrorLog ${bait}/marker\n`,
  `" ${bait}/pipe`,
  `|/usr/bin/touch ${bait}/marker`,
  `exec:${bait}/pipe`,
  `file:${bait}/marker`,
  'syslog:server=127.0.0.1:9',
  'memory:1m',
  'data:$http_x',
  '$http_x',
  '$1',
  '\x24{HOME}',
  '\x24{PATH}',
  '\x24{request_uri}',
  '%{REQUEST_URI}',
  '%{HTTP:X}',
  'expr=%{req:X}',
  'zone=a:10m',
  'max=1000000000',
  '8192m',
  'C:\\x\\n',
  '^/(?<t>.+)$',
  '~ ^/a{1,2}"',
  '\\.php$',
  '[P,L]',
  'proxy:http://10.0.0.1/',
  'balancer://b/',
]

export interface Language {
  readonly seeds: readonly ConfigTree[]
  /** Directives with `@` as a placeholder for a word. */
  readonly templates: readonly string[]
  readonly lineBreaks: readonly string[]
  /** A word in one of the ways in which it can be written. */
  write(word: string, style: Style): string
  /** Positions of the words and directives of a text; empty where it cannot be parsed. */
  placesIn(text: string): { readonly words: readonly (readonly [number, number])[]; readonly starts: readonly number[] }
  /** A line that includes a mask. */
  includeLine(mask: string): string
}

export type Style = 'bare' | 'escaped' | '"' | "'"
type Change =
  | { readonly kind: 'word' | 'behind' | 'directive' | 'anywhere'; readonly at: number; readonly text: string }
  | { readonly kind: 'file'; readonly at: number; readonly name: string; readonly text: string }

/** Words that refer to attack targets, unusual characters, and combinations of both. */
export function wordsFor(bait: string): fc.Arbitrary<string> {
  const known = hostileWords(bait)
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...known) },
    { weight: 4, arbitrary: fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 6 }).map((all) => all.join('')) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.oneof(fc.constantFrom(...known), fc.constantFrom(...CHARACTERS)), { maxLength: 4 })
        .map((all) => all.join('')),
    },
  )
}

/** Realistic configurations, or ones that try to escape, with a few changes to their words, lines and files. */
export function mutations(language: Language, bait: string): fc.Arbitrary<ConfigTree> {
  const text = wordsFor(bait)
  const style = fc.oneof(
    { weight: 1, arbitrary: fc.constant<Style>('bare') },
    { weight: 9, arbitrary: fc.constantFrom<Style>('escaped', '"', "'") },
  )
  const word = fc.tuple(text, style).map(([text, style]) => language.write(text, style))
  const directive = fc
    .tuple(
      fc.constantFrom(...language.templates),
      fc.array(word, { minLength: 5, maxLength: 5 }),
      fc.constantFrom(...language.lineBreaks),
    )
    .map(([template, words, end]) => {
      let next = 0
      return template.replace(/@/g, () => words[next++] ?? 'x') + end
    })
  const at = fc.nat()
  const name = fc.oneof(
    fc.constantFrom('a.conf', 'a b.conf', 'ß.conf'),
    text.map((text) => `${text}.conf`),
  )
  const change = fc.oneof<fc.WeightedArbitrary<Change>[]>(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('word' as const), at, text: word }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('behind' as const), at, text: word.map((each) => ` ${each}`) }),
    },
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('directive' as const), at, text: directive }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('anywhere' as const),
        at,
        text: fc.constantFrom(...CHARACTERS, '\\\n', '# x\n', '\\\r\n'),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('file' as const), at, name, text: directive }) },
  )
  const impossible = fc.oneof(
    { weight: 60, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom(...IMPOSSIBLE) },
    { weight: 1, arbitrary: fc.constant('\ufeff') },
  )
  return fc
    .tuple(fc.constantFrom(...language.seeds), fc.array(change, { maxLength: 7 }), fc.boolean(), impossible)
    .map(([seed, changes, hasReturns, first]) => {
      const [[main = '', text = ''] = [], ...others] = Object.entries(seed)
      const changed = changedText(text, changes, language)
      const added = changes.flatMap((each, index) =>
        each.kind === 'file' ? [[`odd/${index}${each.name.replace(/^\/+/, '')}`, each.text] as const] : [],
      )
      const start = added.length > 0 ? `${language.includeLine('odd/*')}\n` : ''
      const whole = first + (start + changed)
      return Object.fromEntries([[main, hasReturns ? whole.replace(/\n/g, '\r\n') : whole], ...others, ...added])
    })
}

function changedText(text: string, changes: readonly Change[], language: Language): string {
  const { words, starts } = language.placesIn(text)
  const edits = changes.flatMap((change): (readonly [number, number, string])[] => {
    const { kind, at } = change
    if (kind === 'file') return []
    const [from, to] = words[at % Math.max(1, words.length)] ?? [0, 0]
    const start = starts[at % Math.max(1, starts.length)] ?? 0
    const any = at % (text.length + 1)
    if (kind === 'word') return [[from, to, change.text]]
    if (kind === 'behind') return [[to, to, change.text]]
    return kind === 'directive' ? [[start, start, change.text]] : [[any, any, change.text]]
  })
  let result = text
  for (const [from, to, is] of edits.sort(([a], [b]) => b - a)) result = result.slice(0, from) + is + result.slice(to)
  return result
}
