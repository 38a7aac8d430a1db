import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Intake } from '../../intake/read.ts'
import { namesOf } from '../report/file-names.ts'
import { sayReport } from '../report/print-report.ts'
import { redactedReport, withoutSecrets } from '../report/redacted.ts'
import { reportOf } from '../report/report.fixture.ts'
import type { CheckReport } from '../report/report.ts'
import { NO_SOURCES } from '../report/source-lines.ts'
import { sayCheck } from '../report/terminal/report-text.ts'
import { ASKED, plainScreen } from '../report/terminal/screen.fixture.ts'
import { diffOf } from '../search/diff.ts'
import { applyRemedies, changeOf, patchOf, withLeftOut } from './apply.ts'

const SECRET = 'hunter2-Zx9'
const BEFORE = `location / {
    proxy_set_header X-Api-Key "${SECRET}";
    proxy_buffering on;
    set $api_key ${SECRET};
}
`
const AFTER = BEFORE.replace('buffering on', 'buffering off')

let top: string
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'apply-test-'))
})
afterEach(() => rm(top, { recursive: true }))

/** A report with one route for each change of a file, and what it was found for. */
async function found(changes: readonly { file: string; was: string; is: string; encoding?: 'utf8' | 'latin1' }[]) {
  const files: Record<string, Intake['files'][string]> = {}
  for (const { file, was, encoding = 'utf8' } of changes) {
    const path = join(top, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, was, encoding)
    files[file] = { path, text: was, encoding }
  }
  const names = namesOf({ path: '.', top, files }, top)
  const report = reportOf('text')
  const [route] = report.routes
  const routes = changes.map(({ file, was, is }) => ({
    ...route,
    combined: { ...route?.combined, diff: diffOf({ [file]: was }, { [file]: is }, names.inDiff) },
  }))
  return { report: { ...report, routes } as CheckReport, given: { files }, names }
}

test('a file that a link names too is changed once', async () => {
  const { report, given, names } = await found([{ file: 'real.conf', was: BEFORE, is: AFTER }])
  const [own] = Object.values(given.files)
  if (own === undefined) throw new Error('no file')
  const linked = { files: { 'nginx.conf': own, ...given.files } }
  const asLinked = { ...names, inDiff: () => names.inDiff('real.conf') }
  const once = changeOf(report, given, names, false)
  expect(once).toContain('real.conf')
  expect(changeOf(report, linked, asLinked, false)).toBe(once)
  await applyRemedies(report, linked, asLinked, { narrower: false, dryRun: false })
  expect(await readFile(join(top, 'real.conf'), 'utf8')).toBe(AFTER)
})

describe.each([
  ['patch', ['-p1', '-s']],
  ['git', ['apply']],
] as const)('the patch has the real bytes, and %s applies it', (command, args) => {
  test.for([
    ['with secrets around', 'app.conf', BEFORE, AFTER, 'utf8'],
    ['with CRLF', 'conf.d/app.conf', BEFORE.replaceAll('\n', '\r\n'), AFTER.replaceAll('\n', '\r\n'), 'utf8'],
    ['without a last line end', 'app.conf', BEFORE.trimEnd(), AFTER.trimEnd(), 'utf8'],
    ['with blanks in its name', 'conf d/my app.conf', BEFORE, AFTER, 'utf8'],
    ['in Latin-1', 'größe.conf', `# größe\x1b\n${BEFORE}`, `# größe\x1b\n${AFTER}`, 'latin1'],
  ] as const)('%s', async ([_, file, was, is, encoding]) => {
    const { report, given, names } = await found([{ file, was, is, encoding }])
    await execa(command, args, { cwd: top, input: patchOf(report, given, names, false) })
    expect(await readFile(join(top, file), encoding)).toBe(is)
  })

  test.for([
    ['with CRLF', 'a;\r\nb on;\r\nc;\r\n', 'a;\r\nb off;\r\nc;\r\n'],
    ['with CRLF at its end', 'a;\nb on;\nc;\r\n', 'a;\nb off;\nc;\r\n'],
    ['with blank lines behind', 'a on;\n\n\n\nb;\n', 'a off;\n\n\n\nb;\n'],
    ['with blank lines of CRLF behind', 'a on;\r\n\r\n\r\n', 'a off;\r\n\r\n\r\n'],
    ['without a last line end', 'a on;\r\nb', 'a off;\r\nb'],
  ] as const)('%s, also as it is printed in the report, alternatives beside it, with no fuzz', async ([_, was, is]) => {
    const { report, given, names } = await found([{ file: 'app.conf', was, is }])
    const [route] = report.routes
    // It would apply to what the first change left.
    const narrower = diffOf({ 'app.conf': is }, { 'app.conf': `${is}other;\n` }, names.inDiff)
    const routes = [
      { ...route, narrower: { ...route?.combined, path: '/sse/', diff: narrower } },
    ] as CheckReport['routes']
    const printed = redactedReport({ ...report, routes })
    const change = changeOf({ ...report, routes }, given, names, false)
    const strict = command === 'patch' ? ['-F0'] : []
    for (const text of [
      sayReport(printed, change, plainScreen(80, 24)),
      sayCheck(printed, { change, sources: NO_SOURCES }, ASKED, plainScreen(80, 200)),
    ]) {
      await writeFile(join(top, 'app.conf'), was)
      await execa(command, [...args, ...strict], { cwd: top, input: `${text.join('\n')}\n` })
      expect(await readFile(join(top, 'app.conf'), 'utf8')).toBe(is)
    }
  })

  test.for([
    ['with lines that do not fit', `${BEFORE}# ${'long '.repeat(30)}\n`, 80, 200],
    ['with a secret', BEFORE, 80, 200],
    ['with more rows than the screen has', `${'a on;\nb;\nc;\nd;\ne;\n'.repeat(9)}`, 80, 24],
  ] as const)('what cannot be printed whole is none for a program: %s', async ([_, was, columns, rows]) => {
    const is = was.replace(/\bon\b/g, 'off')
    const { report, given, names } = await found([{ file: 'app.conf', was, is }])
    const printed = redactedReport({ ...report, written: [] })
    const change = withoutSecrets(changeOf(report, given, names, false))
    const text = sayCheck(printed, { change, sources: NO_SOURCES }, ASKED, plainScreen(columns, rows))
    expect(text.join('\n')).toContain(`--output patch | ${report.applies}`)
    const applied = await execa(command, args, { cwd: top, input: `${text.join('\n')}\n`, reject: false })
    expect(applied.exitCode).not.toBe(0)
    expect(await readFile(join(top, 'app.conf'), 'utf8')).toBe(was)
  })

  test('of several routes once, where they agree', async () => {
    const one = { file: 'app.conf', was: BEFORE, is: AFTER }
    const { report, given, names } = await found([one, one, { file: 'b.conf', was: BEFORE, is: AFTER }])
    await execa(command, args, { cwd: top, input: patchOf(report, given, names, false) })
    expect(await readFile(join(top, 'app.conf'), 'utf8')).toBe(AFTER)
    expect(await readFile(join(top, 'b.conf'), 'utf8')).toBe(AFTER)
  })
})

test('what is printed does not apply, what --fix writes has the real lines', async () => {
  const { report, given, names } = await found([{ file: 'app.conf', was: BEFORE, is: AFTER }])
  const printed = redactedReport(report).routes[0]?.combined?.diff ?? ''
  expect(printed).not.toContain(SECRET)
  const applied = await execa('patch', ['-p1', '-s', '-F0', '--dry-run'], { cwd: top, input: printed, reject: false })
  expect(applied.exitCode).not.toBe(0)
  await applyRemedies(report, given, names, { narrower: false, dryRun: false })
  expect(await readFile(join(top, 'app.conf'), 'utf8')).toBe(AFTER)
})

test('no change is no patch', async () => {
  const { report, given, names } = await found([{ file: 'app.conf', was: BEFORE, is: BEFORE }])
  expect(patchOf(report, given, names, false)).toHaveLength(0)
})

test('--narrower takes the change for one path where there is one, else the whole one', async () => {
  const one = { file: 'app.conf', was: BEFORE, is: AFTER }
  const { report, given, names } = await found([one])
  const narrow = diffOf({ 'app.conf': BEFORE }, { 'app.conf': `# narrow\n${BEFORE}` }, names.inDiff)
  const [route] = report.routes
  const { narrower, ...rest } = route ?? {}
  const both = { ...report, routes: [{ ...rest, narrower: { ...narrower, diff: narrow } }] } as CheckReport
  expect(changeOf(both, given, names, true)).toBe(narrow)
  const wide = { ...report, routes: [rest] } as CheckReport
  expect(changeOf(wide, given, names, true)).toBe(changeOf(both, given, names, false))
})

test('a dry run writes nothing, and names what would be written', async () => {
  const { report, given, names } = await found([{ file: 'app.conf', was: BEFORE, is: AFTER }])
  await writeFile(join(top, 'app.conf.sse-compat-backup'), 'older')
  const would = await applyRemedies(report, given, names, { narrower: false, dryRun: true })
  expect(await readFile(join(top, 'app.conf'), 'utf8')).toBe(BEFORE)
  expect(would).toEqual(await applyRemedies(report, given, names, { narrower: false, dryRun: false }))
  expect(would).toEqual([{ file: 'app.conf', backup: 'app.conf.sse-compat-backup.2' }])
})

describe('changes of several routes', () => {
  const was = 'a 1;\nb 1;\n'

  test('are all in the one diff, beside each other as well', async () => {
    const changes = ['a 2;\nb 1;\n', 'a 1;\nb 2;\n'].map((is) => ({ file: 'app.conf', was, is }))
    const { report, given, names } = await found(changes)
    expect(changeOf(report, given, names, false)).toContain('-a 1;\n-b 1;\n+a 2;\n+b 2;\n')
    expect(withLeftOut(report, given, names, false)).toBe(report)
    await applyRemedies(report, given, names, { narrower: false, dryRun: false })
    expect(await readFile(join(top, 'app.conf'), 'utf8')).toBe('a 2;\nb 2;\n')
  })

  test('that contradict each other: what is not in the diff is said', async () => {
    const changes = ['a 2;\nb 1;\n', 'a 3;\nb 1;\n'].map((is) => ({ file: 'app.conf', was, is }))
    const { report, given, names } = await found(changes)
    expect(changeOf(report, given, names, false)).toContain('-a 1;\n+a 2;\n')
    const { notes, routes } = withLeftOut(report, given, names, false)
    expect(notes.at(-1)).toMatch(/ is not in the diff: it contradicts the change for another route$/)
    expect(routes.map(({ combined }) => combined?.isLeftOut)).toEqual([false, true])
    const marked = redactedReport(withLeftOut(report, given, names, false))
    const rows = sayCheck(marked, { change: '', sources: NO_SOURCES }, ASKED, plainScreen(200, 99))
    expect(rows.join('\n')).toMatch(
      /fix written: works, at text alone: [^;]+; not known for \S+, whose change is not in the diff/,
    )
  })
})
