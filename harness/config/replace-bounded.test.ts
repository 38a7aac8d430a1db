import { expect, test } from 'vitest'
import { replaceBounded } from './replace-bounded.ts'

test('values are put in as by String.replace', () => {
  expect(replaceBounded('a$b-$c', /\$(\w)/g, (_, name = '') => name.repeat(3))).toBe('abbb-ccc')
})

test('a text that doubles again and again is refused, with its place', () => {
  let text = 'x'
  const double = () => {
    for (;;) text = replaceBounded('$a$a', /\$a/g, () => text, 'a.conf:3')
  }
  expect(double).toThrow(expect.objectContaining({ code: 'too-large', where: 'a.conf:3' }))
  expect(text.length).toBeLessThan(1_000_000)
})
