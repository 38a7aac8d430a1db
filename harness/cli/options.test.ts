import { expect, test } from 'vitest'
import { workersOption } from './options.ts'

const read = (value: string): unknown => workersOption().parseArg?.(value, undefined)

test('--workers takes a whole number from 0 on, and has an upper limit', () => {
  expect(['0', '1', '2', '64'].map(read)).toEqual([0, 1, 2, 64])
})

test.for(['', ' ', '-1', '1.5', '2x', 'all', '1e9', 'NaN', 'Infinity'])(
  '--workers %j is refused in one line',
  (value) => {
    const expected = {
      code: 'bad-option',
      message: expect.stringContaining(`not "${value}"`),
      advice: expect.any(String),
    }
    expect(() => read(value)).toThrow(expect.objectContaining(expected))
  },
)
