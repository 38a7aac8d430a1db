import { expect, test } from 'vitest'
import { namesFrom } from './trace-names.ts'

test('the beginning of a name lists what begins with it, one a line, also where it ends within a part', () => {
  const known = ['nginx/defaults/delivery/a', 'nginx/defaults/delivery/b', 'nginx/off/delivery/a']
  const both = [`  ${known[0]}`, `  ${known[1]}`]
  expect(namesFrom('nginx/def', known)).toEqual(['2 test cases begin with "nginx/def"; name one:', ...both])
  expect(namesFrom('nginx/defaults/', known).slice(1)).toEqual(both)
  expect(namesFrom('nginx/off', known)).toEqual(['1 test case begins with "nginx/off":', '  nginx/off/delivery/a'])
  expect(namesFrom('defaults', known)).toEqual([])
})

test('many are counted by the next part of their names', () => {
  const known = Array.from({ length: 30 }, (_, n) => `nginx/p${n % 2}/delivery/${n}`)
  for (const typed of ['nginx', 'nginx/', 'nginx/p'])
    expect(namesFrom(typed, [...known, 'nginx/p9/x']).slice(1)).toEqual([
      '  nginx/p0/  (15)',
      '  nginx/p1/  (15)',
      '  nginx/p9/x',
    ])
})
