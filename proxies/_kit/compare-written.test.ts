import { expect, it } from 'vitest'
import { cannotBeWritten, firstDifference } from './compare-written.ts'

interface Line {
  readonly name: string
  readonly line: number
  readonly inner?: readonly Line[]
}

const compare = (meant: readonly Line[], read: readonly Line[]) =>
  firstDifference(meant, read, {
    isSame: (one, other) => one.name === other.name,
    innerMeant: ({ inner }) => inner,
    innerRead: ({ inner }) => inner,
    lineMeant: ({ line }) => line,
    lineRead: ({ line }) => line,
  })

const block = (...inner: readonly Line[]): Line => ({ name: 'block', line: 2, inner })
const a: Line = { name: 'a', line: 1 }
const b: Line = { name: 'b', line: 3 }

it.for([
  ['the same', [a, block(b)], [a, block(b)], undefined],
  ['another name', [a], [b], 1],
  ['one that is missing', [a, b], [a], 3],
  ['one more', [a], [a, b], 3],
  ['another one in a block', [block(b)], [block(a)], 3],
  ['one more in a block', [block()], [block(b)], 3],
  ['no block', [block()], [{ name: 'block', line: 2 }], 2],
  ['a block that nobody meant', [{ name: 'block', line: 2 }], [block()], 2],
] as const)('%s', ([, meant, read, line]) => {
  expect(compare(meant, read)).toBe(line)
})

it('names the line that cannot be written', () => {
  expect(cannotBeWritten('It', 'a.conf:3')).toMatchObject({ code: 'unsafe-config', where: 'a.conf:3' })
})
