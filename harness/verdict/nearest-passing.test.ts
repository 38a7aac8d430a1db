import { expect, test } from 'vitest'
import { linesBeyond } from './nearest-passing.ts'

test('comments and blocks are no difference', () => {
  expect(linesBeyond('# a\nserver {\n  x   1;\n}\n', 'x 1;')).toEqual([])
  expect(linesBeyond('# origin: A: b\n', '')).toEqual(['response header of the application: A: b'])
})
