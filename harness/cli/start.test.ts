/** Commands as processes: which modules they load, and how errors end. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { TOP } from '../matrix/folders.ts'
import { commandIn } from './program.ts'

const folder = mkdtempSync(join(tmpdir(), 'start-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Prints the number of modules of this project that were loaded, when the process exits. */
const COUNTING = `import { registerHooks } from 'node:module'
  let count = 0
  registerHooks({ load(url, context, next) { if (url.startsWith('file:') && !url.includes('/node_modules/')) count += 1; return next(url, context) } })
  process.on('exit', () => console.error('modules: ' + count))`

function run(...args: string[]): { status: number | null; stdout: string; stderr: string; modules: number } {
  const before = `data:text/javascript,${encodeURIComponent(COUNTING)}`
  const main = join(TOP, 'harness/cli/main.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', before, main, ...args], {
    encoding: 'utf8',
    cwd: folder,
  })
  const [, modules = ''] = /modules: (\d+)\n/.exec(stderr) ?? []
  return { status, stdout, stderr: stderr.replace(/modules: \d+\n/, ''), modules: Number(modules) }
}

test.for(['--version', '--help'])('%s loads next to nothing', (option) => {
  const { status, stdout, stderr, modules } = run(option)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(stdout).toMatch(option === '--version' ? /^sse-proxy-compat \d/ : /^ {2}judge {2,}make a run's verdicts/m)
  // The number was 539 before commands were loaded separately.
  expect(modules).toBeGreaterThan(0)
  expect(modules).toBeLessThanOrEqual(10)
})

test('a reader that is gone is no error of help', async () => {
  const child = spawn(process.execPath, [join(TOP, 'harness/cli/main.ts'), '--help'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.destroy()
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  expect(await once(child, 'close')).toEqual([0, null])
  expect(stderr).toBe('')
})

test('a command that does not exist is answered with the one that was meant', () => {
  const { status, stdout, stderr } = run('chek')
  expect(stderr).toMatch(/^sse-compat: there is no command "chek" — did you mean "check"\? Commands: run, check, .*\n$/)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
})

test('an option that does not exist is answered with the help of the command that was typed', () => {
  expect(run('check', '--pth', 'x').stderr).toMatch(
    /--pth' \(Did you mean --path\?\) `sse-compat help check` shows what it takes/,
  )
})

test('of several configurations all paths are looked at before the first one is tested', () => {
  writeFileSync(join(folder, 'first.conf'), 'server { location / { proxy_pass http://app; } }\n')
  const { status, stdout, stderr } = run('check', 'first.conf', 'missing.conf')
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
    `there is no file or folder missing.conf. The nearest folder that exists is ${realpathSync(folder)}`,
  )
})

test('with --json standard output has one object, of an error too', () => {
  const wrong = run('check', '--json', 'a.conf', '--buidl', 'sid')
  expect(JSON.parse(wrong.stdout)).toEqual({
    error: { code: 'bad-usage', message: expect.stringContaining("unknown option '--buidl' (Did you mean --build?)") },
  })
  expect(wrong.status).toBe(2)
  const missing = run('check', '--json', 'a.conf')
  expect(JSON.parse(missing.stdout)).toEqual({
    error: { code: 'no-such-file', message: expect.stringContaining('a.conf'), advice: expect.any(String) },
  })
  expect(missing.stderr.trim().split('\n').at(-1)).toMatch(/^sse-compat: .*a\.conf/)
})

test('the command is the first word that is no general option', () => {
  expect(commandIn([])).toBeUndefined()
  expect(commandIn(['--no-color'])).toBeUndefined()
  expect(commandIn(['--profile', 'check'])).toBe('run')
  expect(commandIn(['--no-color', 'list'])).toBe('list')
  expect(commandIn(['help', 'check'])).toBe('check')
  expect(commandIn(['help'])).toBeUndefined()
  expect(commandIn(['--no-color', '-V'])).toBeUndefined()
})
