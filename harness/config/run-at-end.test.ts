import { expect, test } from 'vitest'
import { runAtEnd } from './run-at-end.ts'

test.for([
  ['a b \t', 2],
  ['', 0],
  ['   ', 3],
  ['a', 0],
  [`${' '.repeat(1_000_000)}a`, 0],
] as const)('%#', ([text, length]) => expect(runAtEnd(text, /[ \t]/)).toBe(length))
