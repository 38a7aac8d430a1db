import { expect, it } from 'vitest'
import { outputNames } from './output-names.ts'

it('keeps plain names', () => {
  const keys = ['nginx.conf', 'conf.d/a b.conf', 'sites-enabled/straße.example', 'vhosts/100%']
  expect([...outputNames(keys).values()]).toEqual(keys)
})

it.for([
  'a;b',
  'a"b',
  "a'b",
  'a{b',
  'a$b',
  'a#b',
  'a\nb',
  'a\\b',
  'a*b',
  'a[b',
  'a?b',
  'a\uFFFDb',
  '\u001b',
  ' a',
  'a ',
  '..',
  '.',
  '',
  'x'.repeat(300),
])('replaces %j', (part) => {
  for (const key of [part, `${part}/x.conf`, `conf.d/${part}`])
    expect(outputNames(['nginx.conf', key]).get(key)).toMatch(/^sse-compat-files\/1\.conf$/)
})

it('keeps generated names apart from each other and from those of the user', () => {
  const names = outputNames(['a;', 'b;', 'sse-compat-files/1.conf', 'sse-compat-files/2.conf'])
  expect(new Set(names.values()).size).toBe(4)
})

it('gives no file a reserved name', () => {
  expect(outputNames(['main.conf', 'a.conf'], ['main.conf']).get('main.conf')).toBe('sse-compat-files/1.conf')
})

it.for([
  ['the folder of generated names as a file', ['sse-compat-files', 'a;b']],
  ['a file that has the name of a folder', ['conf.d', 'conf.d/a.conf', 'conf.d/b/c.conf', 'conf.d/b']],
  ['the main file of the harness as a folder', ['x/sse-compat-main.conf/a', 'x/b']],
  ['a path that is too long', [`${'d/'.repeat(1000)}x`, `${`${'d'.repeat(180)}/`.repeat(24)}x.conf`]],
] as const)('no name is a folder of another, or longer than a system takes: %s', ([, keys]) => {
  const names = [...outputNames(keys).values()]
  for (const name of names) {
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(1000)
    expect(names.filter((other) => other.startsWith(`${name}/`))).toEqual([])
    expect(name).not.toContain('sse-compat-main.conf/')
  }
})
