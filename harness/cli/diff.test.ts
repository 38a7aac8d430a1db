/** `sse-compat diff` on files, as a user calls it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { storeReport } from '../../reports/formats/json/store-report.ts'
import { cell, finding, report } from '../../reports/formats/markdown/fixture.ts'
import { reportOf } from '../diagnose/report/report.fixture.ts'
import { diff } from './diff.ts'

const MAIN = join(import.meta.dirname, 'main.ts')
const folder = mkdtempSync(join(tmpdir(), 'sse-compat-diff-'))
afterAll(() => rmSync(folder, { recursive: true }))

function stored(name: string, value: unknown): string {
  const file = join(folder, name)
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
  return file
}

const live = finding('delivery/live')
const run = (outcome: 'pass' | 'fail') =>
  storeReport(report({ cells: [cell('defaults', 'chunked', [{ ...live, outcome, observed: outcome }])] }))
mkdirSync(join(folder, 'before'))
stored('before/report.json', run('pass'))
const after = stored('after.json', run('fail'))

test('a regression ends with 1; the comparison is written in each form', async () => {
  const out = join(folder, 'diff.md')
  const { exitCode, stdout, stderr } = await execa(
    process.execPath,
    [MAIN, 'diff', join(folder, 'before'), after, '--format', `text,markdown=${out}`],
    { reject: false },
  )
  expect(stderr).toBe('')
  expect(stdout).toContain('nginx/defaults  delivery/live: pass → fail')
  expect(exitCode).toBe(1)
})

test('a run and its report.json, runs of several builds, and two checks can be compared', async () => {
  expect((await diff(join(folder, 'before'), join(folder, 'before'))).changes).toEqual([])
  const of = (build: string) => ({
    ...cell('defaults', 'chunked', [live]),
    build,
    cell: `nginx/defaults/delivery/chunked@${build}@local`,
  })
  const several = stored('several.json', storeReport(report({ cells: [of('nginx-1'), of('nginx-2')] })))
  expect((await diff(several, several)).compared).toBe(2)
  const check = stored('check.json', reportOf('text'))
  expect((await diff(check, check)).changes).toEqual([])
})

test('the error of a check that failed is shown', async () => {
  const failed = stored('failed.json', {
    error: { code: 'no-such-file', message: 'there is no file a.conf', where: 'x' },
  })
  await expect(diff(failed, after)).rejects.toMatchObject({
    code: 'bad-report',
    message: 'this is the error of a check that failed: x: there is no file a.conf',
    where: failed,
  })
})

function aCheck(findings: string): string {
  const route = '"name":"","path":"/","host":"","address":"","grade":"works","headline":""'
  return `{"schema":2,"tool":"","config":"","build":{"id":"b","runtime":"local"},"routes":[{${route},"findings":${findings}}]}`
}

test.for([
  ['no JSON', 'x.json', '{', 'bad-report'],
  ['another JSON', 'x.json', '{"schema":2}', 'bad-report'],
  ['no output of check', 'x.json', '{"schema":2,"routes":[{}]}', 'bad-report'],
  ['a check without its build', 'x.json', '{"schema":2,"tool":"","config":"","routes":[]}', 'bad-report'],
  ['a check whose finding is none', 'x.json', aCheck('[{"case":null}]'), 'bad-report'],
  ['a report without its environment', 'x.json', '{"schema":2,"run":"r","cells":[]}', 'bad-report'],
  ['a report whose name is none', 'x.json', '{"schema":2,"run":{},"cells":[],"environment":{"tool":""}}', 'bad-report'],
  ['a newer report', 'x.json', '{"schema":99,"cells":[]}', 'newer-report'],
  [
    'nothing in common',
    'x.json',
    '{"schema":2,"run":"r","cells":[],"controls":[],"environment":{"tool":""}}',
    'nothing-in-common',
  ],
] as const)('%s is one clear error', async ([, name, text, code]) => {
  await expect(diff(stored(name, text), after)).rejects.toMatchObject({ code })
})

test('a file that is not there is one, too', async () => {
  await expect(diff(join(folder, 'gone'), after)).rejects.toMatchObject({
    code: 'no-report',
    where: join(folder, 'gone'),
  })
})
