/** A proxy, a scenario, an origin and a report format, each one folder outside of the tree: found, listed, documented, run and judged. */
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOf } from '../../reports/ci/published-schema.fixture.ts'
import { loadCatalog } from '../matrix/catalog.ts'
import { docPages } from '../matrix/doc-tables.ts'
import { TOP } from '../matrix/folders.ts'
import { declaredPart } from '../verdict/self-test-doc.ts'
import { judgeRun } from './judge.ts'
import { list } from './list.ts'
import { NOTHING_SELECTED } from './options.ts'
import { run } from './run.ts'

let top = ''
let parts = ''
beforeAll(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'parts-test-')))
  parts = join(top, 'parts')
  cpSync(join(import.meta.dirname, 'parts.fixture'), parts, { recursive: true })
  // Outside of the tree a part imports the harness by its path.
  for (const name of globSync('**/*.ts', { cwd: parts })) {
    const file = join(parts, name)
    const text = readFileSync(file, 'utf8')
    const moved = text
      .replaceAll(/from '(\.\.\/)+servers\//g, `from '${TOP}/servers/`)
      .replaceAll(/from '(\.\.\/)+(model|trace)\//g, `from '${TOP}/harness/$2/`)
    writeFileSync(file, moved)
  }
})
afterAll(() => rmSync(top, { recursive: true, force: true }))

test('`list` shows them', async () => {
  const text = (await list([parts])).join('\n')
  expect(text).toMatch(/^ {2}greets +Does the greeting of another upstream arrive\?$/m)
  expect(text).toMatch(/^ {2}relay: A relay of connections\n {4}plain +forwards everything$/m)
  expect(text).toMatch(/^ {2}greeter +The usual origin, which greets$/m)
  expect(text).toMatch(/^Report formats: .*, github, gitlab, grades, html, json, .*markdown, summary$/m)
  expect(text).toMatch(/^\* local +relay-1\.2\.3-path /m)
})

test('the tables of the README and of the documentation have them', async () => {
  const catalog = await loadCatalog([parts])
  const pages = docPages(catalog)
  const made = (path: string, from = join(TOP, path)): string | undefined =>
    pages.find((page) => page.path === path)?.made(readFileSync(from, 'utf8'))
  expect(made('README.md')).toContain('| [greets](scenarios/greets/) | Does the greeting of another upstream arrive? |')
  expect(made('docs/scenarios.md')).toContain('| [greets](../scenarios/greets/) | no |  | delivery/live | 123 ms |')
  const readme = join(parts, 'proxies/relay/README.md')
  expect(made(readme, readme)).toContain('| [plain](profiles/plain.conf) | forwards everything | it shows')
  expect(declaredPart(catalog)).toContain('| `swallows-greeting`: the proxy removes the greeting | silent |')
})

test('they run, with scenarios of the tree, and are judged again from the files', async () => {
  const reports = join(top, 'reports')
  const options = { ...NOTHING_SELECTED, parts: [parts], runtime: 'local' as const, reports }
  const selected = {
    ...options,
    proxy: ['relay'],
    scenario: ['greets', 'delivery'],
    axis: { front: ['h1'], origin: ['chunked'], event: ['60'] },
  }
  const { report, folder, missing } = await run(selected, 'a test', new AbortController().signal)
  expect(missing).toEqual([])
  const outcomes = report.cells.map(({ cell, outcome }) => `${cell} ${outcome.state}`)
  expect(outcomes).toEqual([
    'relay/plain/delivery/chunked/60/h1@relay-1.2.3-path@local complete',
    'relay/plain/greets@relay-1.2.3-path@local complete',
  ])
  const findings = report.cells.flatMap((cell) => cell.findings)
  expect(findings.filter(({ outcome }) => outcome === 'fail' || outcome === 'noisy')).toEqual([])
  expect(findings.find(({ criterion }) => criterion === 'greets/greeted')).toMatchObject({ actual: 'hello' })
  expect(readFileSync(join(folder, 'grades.txt'), 'utf8')).toBe('relay/plain works\n')

  expect(faultsOf('report', JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')))).toEqual([])

  const again = await judgeRun(folder, [parts])
  expect(again.report.cells).toEqual(report.cells)
  await expect(judgeRun(folder)).rejects.toMatchObject({
    code: 'unknown-scenario',
    advice: expect.stringContaining('--parts'),
  })
})

test('without the option nothing of them is there', async () => {
  const { scenarios, products, origins, formats } = await loadCatalog()
  const ids = [...scenarios, ...products, ...origins, ...formats].map(({ id }) => id)
  expect(ids.filter((id) => ['greets', 'relay', 'greeter', 'grades'].includes(id))).toEqual([])
})

test.for<readonly [what: string, make: (folder: string) => void, error: object]>([
  ['a folder that is not there', () => {}, { code: 'bad-parts', message: 'no folder is there' }],
  [
    'a folder without parts',
    (folder) => mkdirSync(folder),
    { code: 'bad-parts', message: expect.stringContaining('none of scenarios') },
  ],
  [
    'a part whose name is taken',
    (folder) => mkdirSync(join(folder, 'scenarios/delivery'), { recursive: true }),
    { code: 'bad-part', message: '"delivery" is there twice in scenarios', advice: expect.stringContaining('Rename') },
  ],
  [
    'a file that does not compile',
    (folder) => write(folder, 'servers/x/origin.ts', 'export const origin = {'),
    {
      code: 'bad-part',
      message: expect.stringContaining('cannot be loaded'),
    },
  ],
  [
    'a file without its export',
    (folder) => write(folder, 'reports/formats/x/format.js', 'export const other = 1'),
    { code: 'bad-part', message: 'does not export "format"' },
  ],
  [
    'a scenario that lacks fields',
    (folder) => write(folder, 'scenarios/x/scenario.mjs', 'export const scenario = { id: "x", version: 1 }'),
    { code: 'bad-part', message: expect.stringMatching(/^lacks question, axes/) },
  ],
  [
    'a scenario with another id',
    (folder) => write(folder, 'scenarios/x/scenario.mjs', 'export const scenario = { id: "y" }'),
    { code: 'bad-part', message: expect.stringContaining('its id is "y", and not the name of its folder') },
  ],
  [
    'a defect whose name is taken',
    (folder) => {
      cpSync(join(parts, 'scenarios'), join(folder, 'scenarios'), { recursive: true })
      const file = join(folder, 'scenarios/greets/defect.ts')
      writeFileSync(file, readFileSync(file, 'utf8').replace(/id: '[\w-]+'/, "id: 'holds-messages'"))
    },
    { code: 'bad-part', message: 'two defects are named holds-messages', where: 'scenarios/websocket/defect.ts' },
  ],
])('%s is refused in one line', async ([, make, error]) => {
  const folder = join(mkdtempSync(join(top, 'bad-')), 'parts')
  make(folder)
  await expect(loadCatalog([folder])).rejects.toMatchObject(error)
})

test.for([
  ['', /^--parts names no folder/],
  [' ', /^--parts names no folder/],
  [TOP, /are there anyhow$/],
] as const)('the folder "%s" is refused as such', async ([folder, message]) => {
  await expect(loadCatalog([folder])).rejects.toMatchObject({
    code: 'bad-parts',
    message: expect.stringMatching(message),
  })
})

test('a profile that names an unknown upstream is named, and the others are there', async () => {
  const folder = join(top, 'unknown')
  cpSync(join(parts, 'proxies'), join(folder, 'proxies'), { recursive: true })
  write(folder, 'proxies/relay/profiles/usual.conf', 'relay\n')
  const product = (await loadCatalog([folder])).products.find(({ id }) => id === 'relay')
  expect(product?.profiles.map(({ id }) => id)).toEqual(['usual'])
  expect(product?.unreadable).toEqual([
    expect.stringMatching(/plain\.conf: there is no upstream "greeter"; there is origin/),
  ])
})

function write(folder: string, path: string, text: string): void {
  const file = join(folder, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
}
