import { PassThrough } from 'node:stream'
import { expect, test, vi } from 'vitest'
import { startCheckProgress } from './check-progress.ts'

/** The output to a stream that is a terminal of 30 columns, or not a terminal. */
function written(isTTY: boolean, kind: 'none' | 'line' | 'one-line', lines: readonly string[]): string {
  vi.stubEnv('TERM', 'xterm')
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 30 })
  {
    using progress = startCheckProgress({ stream, kind })
    for (const line of lines) progress.tell(line)
  }
  vi.unstubAllEnvs()
  return ((stream.read() as Buffer | null) ?? '').toString().replace(/ +\d+\.\d s/g, '0 s')
}

test('a terminal has one line that is written over, within its columns, and nothing at the end', () => {
  expect(written(true, 'one-line', ['a', 'a line that is longer than the terminal'])).toBe(
    '\r0 s  a\x1b[K\r0 s  a line that is long…\x1b[K\r\x1b[K',
  )
})

test.for([
  [false, 'one-line'],
  [true, 'line'],
] as const)('elsewhere, and where everything is wanted, each line stays: a terminal %s, %s', ([isTTY, kind]) => {
  expect(written(isTTY, kind, ['a', 'b\x1b'])).toBe('0 s  a\n0 s  b\\x1b\n')
})

test('nothing where nothing but the result is wanted', () => {
  expect(written(true, 'none', ['a'])).toBe('')
})

test('in a log what still runs is a line only after a silence, and each silence is longer', () => {
  vi.useFakeTimers()
  try {
    const stream = Object.assign(new PassThrough(), { isTTY: false })
    using progress = startCheckProgress({ stream, kind: 'one-line' })
    const lines = (): string => ((stream.read() as Buffer | null) ?? '').toString().replace(/^ +/gm, '')
    progress.tell('a result')
    progress.tell('still running', 'running')
    expect(lines()).toBe('0.0 s  a result\n')
    // Three routes, each of which reports every two seconds what it runs.
    for (let at = 0; at < 300; at += 2) {
      vi.advanceTimersByTime(2000)
      for (const route of ['a', 'b', 'c']) progress.tell(`${route}: still running`, 'running')
    }
    expect(lines().match(/^\d+/gm)).toEqual(['10', '30', '70', '130', '190', '250'])
    progress.tell('b: a result')
    expect(lines()).toBe('300.0 s  b: a result\n')
  } finally {
    vi.useRealTimers()
  }
})

test('a terminal has what runs at once, since no line stays', () => {
  vi.stubEnv('TERM', 'xterm')
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 30 })
  using progress = startCheckProgress({ stream, kind: 'one-line' })
  progress.tell('a')
  progress.tell('b', 'running')
  expect(((stream.read() as Buffer | null) ?? '').toString()).toContain(' b\x1b[K')
  vi.unstubAllEnvs()
})

test('the time of a line that is written over goes on while nothing new is reported', () => {
  vi.useFakeTimers()
  try {
    vi.stubEnv('TERM', 'xterm')
    const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 30 })
    using progress = startCheckProgress({ stream, kind: 'one-line' })
    progress.tell('a')
    vi.advanceTimersByTime(2000)
    expect(((stream.read() as Buffer | null) ?? '').toString().split('\r')).toHaveLength(4)
  } finally {
    vi.useRealTimers()
    vi.unstubAllEnvs()
  }
})
