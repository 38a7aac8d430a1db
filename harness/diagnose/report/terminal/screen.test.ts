import { expect, test } from 'vitest'
import { screenOf } from './screen.ts'

const stream = (isTTY: boolean, size: { columns?: number; rows?: number } = {}) =>
  ({ isTTY, ...size }) as unknown as NodeJS.WriteStream

test.for([
  ['a terminal', stream(true, { columns: 120, rows: 40 }), {}, [120, 40]],
  ['a terminal that does not say', stream(true), {}, [80, 24]],
  ['one that is too small to read', stream(true, { columns: 5, rows: 2 }), {}, [20, 10]],
  ['a pipe', stream(false), {}, [80, Number.POSITIVE_INFINITY]],
  ['a file', undefined, {}, [80, Number.POSITIVE_INFINITY]],
  ['a pipe with a size in the environment', stream(false), { COLUMNS: '100', LINES: '30' }, [100, 30]],
] as const)('%s', ([, of, env, size]) => {
  const { columns, rows } = screenOf(of, { color: false, env })
  expect([columns, rows]).toEqual(size)
})
