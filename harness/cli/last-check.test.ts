import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { redactedReport } from '../diagnose/report/redacted.ts'
import { reportOf } from '../diagnose/report/report.fixture.ts'
import { checkCommand } from './check.ts'
import { keepLastCheck, lastCheckFile, readLastCheck } from './last-check.ts'

let top: string
let file: string
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'last-check-'))
  vi.stubEnv('XDG_CACHE_HOME', top)
  file = lastCheckFile()
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(top, { recursive: true })
  process.exitCode = undefined
})

const printed = redactedReport(reportOf('words of a finding'))
const last = { checks: [{ printed, change: '' }], code: 1 }

test('what is kept is read again, only by this user, and replaces what was kept before', async () => {
  expect(file.startsWith(top)).toBe(true)
  expect(await keepLastCheck({ ...last, code: 0 }, file)).toBe(true)
  chmodSync(file, 0o644)
  expect(await keepLastCheck(last, file)).toBe(true)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(dirname(file))).toEqual([basename(file)])
  expect(await readLastCheck(file)).toMatchObject(last)
})

test('each working folder has its own, and those of the last twenty are kept', async () => {
  const files = Array.from({ length: 25 }, (_, n) => lastCheckFile(`/folder/${n}`))
  for (const one of files) expect(await keepLastCheck(last, one)).toBe(true)
  expect(readdirSync(dirname(file))).toHaveLength(20)
  await expect(readLastCheck(lastCheckFile('/another'))).rejects.toMatchObject({ code: 'no-report' })
  expect(await readLastCheck(files.at(-1) ?? '')).toMatchObject(last)
})

test('where it cannot be written, or is too large, the check goes on without it', async () => {
  writeFileSync(join(top, 'a-file'), '')
  expect(await keepLastCheck(last, join(top, 'a-file', 'last-check.json'))).toBe(false)
  expect(await keepLastCheck({ ...last, checks: [{ printed, change: 'x'.repeat(2 ** 24) }] }, file)).toBe(false)
})

test.for([
  ['{"schema":1', 'is damaged'],
  ['null', 'is damaged'],
  [JSON.stringify({ schema: 1, tool: 'sse-proxy-compat 0.0.1', ...last }), 'another version'],
] as const)('%.20s is refused in one line with the file and what to do', async ([text, message]) => {
  await expect(readLastCheck(file)).rejects.toMatchObject({
    code: 'no-report',
    message: 'no check was kept for the working folder',
  })
  await keepLastCheck(last, file)
  writeFileSync(file, text)
  await expect(readLastCheck(file)).rejects.toMatchObject({
    code: 'no-report',
    where: file,
    message: expect.stringContaining(message),
  })
})

async function shown(...args: string[]): Promise<string> {
  let text = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk)
    return true
  })
  await checkCommand().parseAsync(['--last', ...args], { from: 'user' })
  return text
}

test('check --last prints the whole text, or the JSON, and ends with the exit code of that check', async () => {
  await keepLastCheck(last, file)
  expect(await shown()).toContain('words of a finding')
  expect(process.exitCode).toBe(1)
  expect(JSON.parse(await shown('--json'))).toEqual(JSON.parse(JSON.stringify(printed)))
  await shown('--output', join(top, 'report.txt'))
  expect(readFileSync(join(top, 'report.txt'), 'utf8')).toMatch(/^check of words of a finding, .*\n/)
})

test('of several files it has all', async () => {
  await keepLastCheck({ ...last, checks: [...last.checks, ...last.checks] }, file)
  expect((await shown()).match(/^check of /gm)).toHaveLength(2)
  expect(JSON.parse(await shown('--json'))).toMatchObject({ schema: 2, reports: [{}, {}] })
})

test.for([
  ['a.conf'],
  ['--fix'],
  ['--watch'],
  ['--output', 'patch'],
  ['--show-secrets'],
  ['--path', '/events'],
  ['--host', 'example.com'],
  ['--all'],
  ['--narrower'],
  ['--expect', 'resume/lost'],
])('--last with %s is refused', async (args) => {
  const run = checkCommand().parseAsync(['--last', ...args], { from: 'user' })
  const message = expect.stringMatching(
    `^--last .*: ${args[0] === '--output' ? '--output patch' : args[0]} would have no effect$`,
  )
  await expect(run).rejects.toMatchObject({ code: 'bad-option', message })
})
