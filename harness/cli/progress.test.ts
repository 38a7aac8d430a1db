import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { WriteStream } from 'node:tty'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startProgress } from './progress.ts'

function screen(terminal: boolean, columns = 80) {
  let text = ''
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk)
      done()
    },
  })
  return {
    stream: Object.assign(stream, { isTTY: terminal, columns, getColorDepth: WriteStream.prototype.getColorDepth }),
    text: () => text,
  }
}

// The machine that runs these tests may be a CI system's.
beforeEach(() => void vi.stubEnv('CI', undefined))
afterEach(() => {
  vi.unstubAllEnvs()
  vi.useRealTimers()
})

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal codes are what is looked for
const ESCAPES = /\x1b\[[0-9;]*[A-Za-z]/g

test('a terminal has one line that updates itself and is gone at the end', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
  const { stream, text } = screen(true)
  const progress = startProgress({ total: 4, expected: 8000, stream })
  expect(text()).toContain('0/4')
  expect(text()).toContain('8 s left')
  progress.cell('nginx/defaults/delivery/chunked')
  vi.advanceTimersByTime(2000)
  progress.cell('nginx/defaults/delivery/chunked', 2000)
  vi.advanceTimersByTime(1000)
  expect(text()).toContain('nginx/defaults/delivery/chunked')
  expect(text()).toContain('1/4')
  expect(text()).not.toContain('\n')
  progress.note('a note')
  expect(text()).toContain('\r\x1b[Ka note\n')
  progress.more(2)
  progress.done()
  expect(text().endsWith('\r\x1b[K1 test case in 3.0 s\n')).toBe(true)
  const before = text()
  vi.advanceTimersByTime(5000)
  progress.done()
  expect(text()).toBe(before)
})

test('the time at the end is that of the test cases, as in the report: writing it down does not count', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
  const { stream, text } = screen(false)
  const progress = startProgress({ total: 1, expected: 8000, stream })
  progress.cell('nginx/defaults/delivery/chunked')
  vi.advanceTimersByTime(2000)
  progress.cell('nginx/defaults/delivery/chunked', 2000)
  progress.tested(1900)
  vi.advanceTimersByTime(5000)
  progress.step('writing the report')
  progress.done()
  expect(text()).toMatch(/1 test case in 1\.9 s\n$/)
})

test('a log says what lasts after the last test case', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
  const { stream, text } = screen(false)
  const progress = startProgress({ total: 1, expected: 8000, stream })
  progress.cell('nginx/defaults/delivery/chunked', 2000)
  progress.doubt()
  vi.advanceTimersByTime(9000)
  progress.step('writing the report')
  vi.advanceTimersByTime(11_000)
  progress.done()
  expect(text()).toMatch(/^writing the report\nstill writing the report, for 11 s\n1 test/)
})

test('the time left is what was planned, then what is seen; a slow start does not end in nothing left', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
  const { stream, text } = screen(false)
  const progress = startProgress({ total: 100, expected: 10_000, stream })
  vi.advanceTimersByTime(20_000)
  for (let n = 0; n < 5; n += 1) progress.cell('nginx/defaults/delivery/chunked', 1)
  vi.advanceTimersByTime(10_000)
  expect(text()).toMatch(/^0\/100 test cases, 10 s left\n/)
  expect(text()).toMatch(/5\/100 test cases, 4 min 50 s left\n$/)
  progress.done()
})

test('a line never wraps, and ids cannot steer the terminal', () => {
  const { stream, text } = screen(true, 60)
  const progress = startProgress({ total: 1, expected: 1, stream })
  progress.cell(`\x1b[2J${'x'.repeat(200)}`)
  progress.note('')
  progress.done()
  const lines = text()
    .replace(ESCAPES, '')
    .split(/[\r\n]/)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(60)
  expect(text()).not.toContain('\x1b[2J')
})

test('elsewhere plain lines come at most every ten seconds, and notes at once', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
  const { stream, text } = screen(false)
  const progress = startProgress({ total: 100, expected: 4000, stream })
  for (let index = 0; index < 50; index += 1) {
    vi.advanceTimersByTime(500)
    progress.cell(`a/${index}`, 100)
  }
  progress.note('a note')
  progress.done()
  const lines = ['19/100 test cases, 43 s left', '39/100 test cases, 32 s left', 'a note', '50 test cases in 25 s', '']
  expect(text()).toBe(lines.join('\n'))
})

test('the log of a CI system gets plain lines, although it may be a terminal', () => {
  vi.stubEnv('CI', '1')
  const { stream, text } = screen(true)
  const progress = startProgress({ total: 1, expected: 1, stream })
  progress.cell('a', 1)
  progress.done()
  expect(text()).toBe('1 test case in 0.0 s\n')
})

test('the number of test cases stays what was planned, retries are counted beside it, and while work continues something is left', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
  const { stream, text } = screen(true)
  const lastLine = (): string => text().replace(ESCAPES, '').split('\r').at(-1) ?? ''
  const progress = startProgress({ total: 9, controls: 1, expected: 1000, stream })
  for (let index = 0; index < 10; index += 1) {
    vi.advanceTimersByTime(200)
    if (index === 7) progress.doubt()
    progress.cell(index === 0 ? 'control/a' : `a/${index}`, 100)
    vi.advanceTimersByTime(1000)
    expect(lastLine()).not.toContain('100 %')
    expect(lastLine()).not.toMatch(/ 0(\.0)? s left/)
  }
  expect(lastLine()).toMatch(/90 % {2}9\/9 {2}1 to retry {2}\d/)
  progress.more(2)
  vi.advanceTimersByTime(1000)
  expect(lastLine()).toMatch(/83 % {2}9\/9 {2}0\/2 retries {2}\d/)
  progress.cell('a/7', 100, true)
  progress.cell('control/7', 100, true)
  vi.advanceTimersByTime(1000)
  expect(lastLine()).toMatch(/99 % {2}9\/9 {2}2\/2 retries {2}finishing/)
  progress.step('writing the report: html')
  expect(lastLine()).toMatch(/99 % {2}9\/9 {2}2\/2 retries {2}writing the report: html/)
  progress.done()
  expect(lastLine()).toContain('9 test cases in ')
})

test('a retry while test cases have not finished counts beside them, and takes no place of those that are retried later', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
  const { stream, text } = screen(true)
  const lastLine = (): string => text().replace(ESCAPES, '').split('\r').at(-1) ?? ''
  const progress = startProgress({ total: 4, expected: 1000, stream })
  progress.cell('a/0', 100)
  progress.cell('a/1', 100)
  progress.doubt()
  progress.again()
  progress.cell('a/2', 100)
  vi.advanceTimersByTime(1000)
  expect(lastLine()).toMatch(/50 % {2}3\/4 {2}0\/2 retries {2}\d/)
  progress.cell('a/1', 100, true)
  progress.cell('a/3', 100)
  vi.advanceTimersByTime(1000)
  expect(lastLine()).toMatch(/83 % {2}4\/4 {2}1\/2 retries {2}\d/)
  progress.more(1)
  progress.cell('a/0', 100, true)
  progress.done()
  expect(lastLine()).toContain('4 test cases in ')
})

test('--quiet prints notes only', () => {
  const { stream, text } = screen(true)
  const progress = startProgress({ total: 1, expected: 1, stream, quiet: true })
  progress.cell('a')
  progress.step('judging')
  progress.note('a note')
  progress.done()
  expect(text()).toBe('a note\n')
})

test('colours obey NO_COLOR and FORCE_COLOR', () => {
  const drawn = () => {
    const { stream, text } = screen(true)
    startProgress({ total: 1, expected: 1, stream }).done()
    return text().replaceAll('\x1b[K', '')
  }
  vi.stubEnv('FORCE_COLOR', undefined)
  vi.stubEnv('NO_COLOR', '1')
  expect(drawn()).not.toContain('\x1b[')
  vi.stubEnv('NO_COLOR', undefined)
  vi.stubEnv('FORCE_COLOR', '1')
  expect(drawn()).toContain('\x1b[')
})

test('it listens no longer than it shows', () => {
  const before = process.listenerCount('SIGINT') + process.listenerCount('exit')
  const progress = startProgress({ total: 1, expected: 1, stream: screen(true).stream })
  progress.done()
  expect(process.listenerCount('SIGINT') + process.listenerCount('exit')).toBe(before)
})

const program = (own: string) => `
  import { startProgress } from ${JSON.stringify(new URL('./progress.ts', import.meta.url).href)}
  ${own}
  const stream = Object.assign(Object.create(process.stdout), { isTTY: true })
  startProgress({ total: 3, expected: 9000, stream })
  setInterval(() => {}, 1000)
`

test.for([
  ['without another listener the process ends by the signal', '', [null, 'SIGINT'], ''],
  [
    'another listener decides',
    "process.on('SIGINT', () => { console.log('stopping'); process.exit(3) })",
    [3, null],
    'stopping\n',
  ],
] as const)('on SIGINT the line is taken away; %s', async ([, own, ending, said]) => {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program(own)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, TERM: 'xterm', CI: undefined },
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (text === '') child.kill('SIGINT')
    text += chunk
  })
  expect(await once(child, 'close')).toEqual(ending)
  expect(text.endsWith(`\r\x1b[K${said}`)).toBe(true)
})

test('retries while others run do not count as tested, and tested ones do not count as retries', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
  const { stream, text } = screen(false)
  const progress = startProgress({ total: 100, controls: 1, expected: 10_000, stream })
  progress.cell('control/delivery', 1)
  progress.again()
  for (let n = 0; n < 10; n += 1) progress.cell('nginx/defaults/delivery/chunked', 1)
  progress.again()
  progress.cell('nginx/defaults/delivery/chunked', 1, true)
  for (let n = 0; n < 50; n += 1) progress.cell('nginx/defaults/delivery/chunked', 1)
  vi.advanceTimersByTime(10_000)
  expect(text()).toMatch(/60\/100 test cases, 1\/2 retries, \d+ s left\n$/)
  progress.done()
})
