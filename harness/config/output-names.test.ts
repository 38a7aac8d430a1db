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
