import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { WriteStream } from 'node:tty'
import { afterEach, expect, test, vi } from 'vitest'
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
  expect(text()).toContain('8.0 s left')
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
  expect(text().endsWith('\r\x1b[K1/6 test cases in 3.0 s\n')).toBe(true)
  const before = text()
  vi.advanceTimersByTime(5000)
  progress.done()
  expect(text()).toBe(before)
})

test('the time left is what was planned, then what is seen; a slow start does not end in nothing left', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
  const { stream, text } = screen(false)
  const progress = startProgress({ total: 100, expected: 10_000, stream })
  vi.advanceTimersByTime(20_000)
  for (let n = 0; n < 5; n += 1) progress.cell('nginx/defaults/delivery/chunked', 1)
  vi.advanceTimersByTime(2000)
  expect(text()).toMatch(/^0\/100 test cases, about 10 s left\n/)
  expect(text()).toMatch(/5\/100 test cases, about 3 min 34 s left\n$/)
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

test('elsewhere plain lines come at most every two seconds, and notes at once', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
  const { stream, text } = screen(false)
  const progress = startProgress({ total: 100, expected: 4000, stream })
  for (let index = 0; index < 50; index += 1) {
    vi.advanceTimersByTime(100)
    progress.cell(`a/${index}`, 100)
  }
  progress.note('a note')
  progress.done()
  expect(text()).toBe(
    [
      '19/100 test cases, about 8.5 s left',
      '39/100 test cases, about 6.3 s left',
      'a note',
      '50/100 test cases in 5.0 s',
      '',
    ].join('\n'),
  )
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
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, TERM: 'xterm' },
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (text === '') child.kill('SIGINT')
    text += chunk
  })
  expect(await once(child, 'close')).toEqual(ending)
  expect(text.endsWith(`\r\x1b[K${said}`)).toBe(true)
})
