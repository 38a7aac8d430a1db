import { PassThrough } from 'node:stream'
import { WriteStream } from 'node:tty'
import { afterEach, expect, test, vi } from 'vitest'
import { disableColour, paintFor } from './colour.ts'

afterEach(() => void vi.unstubAllEnvs())

/** The word in red, on a stream that is a terminal or none. */
function red(isTTY: boolean, environment: Readonly<Record<string, string | undefined>>): string {
  for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI']) vi.stubEnv(name, environment[name])
  const stream = Object.assign(new PassThrough(), { isTTY, getColorDepth: WriteStream.prototype.getColorDepth })
  vi.stubEnv('TERM', 'xterm')
  return paintFor(stream)('red', 'word')
}

test('a terminal has colours, a pipe none; NO_COLOR and FORCE_COLOR say otherwise', () => {
  expect(red(true, {})).toBe('\x1b[31mword\x1b[39m')
  expect(red(false, {})).toBe('word')
  expect(red(true, { NO_COLOR: '1' })).toBe('word')
  expect(red(false, { FORCE_COLOR: '1' })).toBe('\x1b[31mword\x1b[39m')
})

test('--no-color wins over FORCE_COLOR', () => {
  const environment: NodeJS.ProcessEnv = { FORCE_COLOR: '3' }
  disableColour(environment)
  expect(red(true, environment)).toBe('word')
})
