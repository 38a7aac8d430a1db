import { PassThrough } from 'node:stream'
import { afterEach, expect, test, vi } from 'vitest'
import { startSteps } from './steps.ts'

afterEach(() => void vi.unstubAllEnvs())

function printed(isTTY: boolean): string {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 })
  const steps = startSteps(stream)
  for (let n = 1; n <= 500; n += 1) steps.step('reading traces', n, 500)
  steps.step('judging 500 traces')
  steps.step('\x1b[2Jwriting')
  steps.done()
  return String(stream.read())
}

test('each step is one line in a file or a pipe, and one rewritten line on a terminal', () => {
  vi.stubEnv('CI', undefined)
  expect(printed(false)).toBe('reading traces 1/500\njudging 500 traces\n\\x1b[2Jwriting\n')
  const text = printed(true)
  expect(text).not.toContain('\n')
  expect(text).toContain('\r judging 500 traces (0.0 s)')
  expect(text).not.toContain('\x1b[2J')
  expect(text.endsWith('\r\x1b[K')).toBe(true)
})
