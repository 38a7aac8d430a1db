import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { zstdCompressSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadCatalog } from '../matrix/catalog.ts'
import { TOP } from '../matrix/folders.ts'
import type { Report, Trace } from '../model/index.ts'
import { catalogDigest } from '../run/catalog-digest.ts'
import { unpacked } from '../run/evidence-pack.ts'
import { NO_TIMING } from '../run/no-timing.ts'
import { writeRun } from '../run/report-folder.ts'
import { SCHEMA } from '../run/run-file.ts'
import { packShard } from '../run/shard-archive.ts'
import { readTrace } from '../trace/trace-files.ts'
import { packName, writePack } from '../trace/trace-packs.ts'
import type { Run } from '../verdict/assemble-report.ts'
import { judgeRun } from './judge.ts'
import { mergeArchives } from './merge.ts'

const GOLDEN = join(TOP, 'scenarios/delivery/traces')
const golden = (name: string): Promise<Trace> => readTrace(join(GOLDEN, `${name}.chunked-60-h1.jsonl`))
const [control, faithful, holds] = await Promise.all([golden('control'), golden('faithful'), golden('holds-bytes')])
const catalog = await loadCatalog()
const AXES = 'delivery/chunked/60/h1'
const as = (trace: Trace, profile: string): Trace => ({
  ...trace,
  cell: `p/${profile}/${AXES}@b@local`,
  question: `p/${profile}/${AXES}`,
})
const cases: readonly Trace[] = [as(faithful, 'a'), as(holds, 'b'), as(faithful, 'c')]

const RUN: Run = {
  id: 'r',
  environment: {
    startedAt: '1',
    tool: '',
    node: '',
    system: '',
    cores: 1,
    runtime: 'local',
    network: 'n',
    builds: [],
    command: '',
  },
  timing: NO_TIMING,
  profiles: [],
  interrupted: false,
  unfiltered: false,
  planned: 3,
  catalog: catalogDigest(catalog),
}

let top = ''
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'merge-test-'))
})
afterAll(() => rmSync(top, { recursive: true }))

async function folderOf(name: string, run: Run, traces: readonly Trace[]): Promise<string> {
  const folder = join(top, name)
  mkdirSync(join(folder, 'traces'), { recursive: true })
  await writeRun(folder, run)
  for (const [pack, group] of Map.groupBy(traces, ({ cell }) => packName(cell)))
    await writePack(join(folder, 'traces', pack), group)
  return folder
}

async function archiveOf(index: number, traces: readonly Trace[], run: Partial<Run> = {}, count = 2): Promise<string> {
  const name = `${index}-${count}-${Math.random().toString(36).slice(2)}`
  const folder = await folderOf(name, { ...RUN, planned: traces.length - 1, shard: { index, count }, ...run }, traces)
  const evidence = join(folder, 'proxies/b/p-a')
  mkdirSync(join(evidence, 'conf'), { recursive: true })
  writeFileSync(join(evidence, 'conf', `${index}.conf`), 'text')
  writeFileSync(
    join(evidence, 'other-ways.json.zst'),
    zstdCompressSync(JSON.stringify({ [`way-${index}/output.log`]: 'log' })),
  )
  const file = join(top, `${name}.tar.zst`)
  await packShard(folder, file)
  return file
}

const merge = (...files: string[]) => mergeArchives(files, { parts: [], reports: join(top, 'runs') }, 'merge')
/** The contents of a report, without its source. */
const said = ({ run, environment, timing, ...rest }: Report) => rest
const pageOf = (folder: string): string => readFileSync(join(folder, 'profiles/p-b.md'), 'utf8')

test('the report of shards is that of one run, but for where it comes from', async () => {
  const whole = await folderOf('whole', RUN, [control, ...cases])
  const { report: expected } = await judgeRun(whole)
  const files = [await archiveOf(2, [control, ...cases.slice(2)]), await archiveOf(1, [control, ...cases.slice(0, 2)])]
  const { report, folder, notDone } = await merge(...files)
  expect(notDone).toEqual([])
  expect(JSON.stringify(said(report))).toBe(JSON.stringify(said(expected)))
  expect(pageOf(folder)).toBe(pageOf(whole))
  // Judging its own folder gives the same result.
  expect(JSON.stringify(said((await judgeRun(folder)).report))).toBe(JSON.stringify(said(expected)))
  expect(readFileSync(join(folder, 'proxies/b/p-a/conf/2.conf'), 'utf8')).toBe('text')
  expect(Object.keys(unpacked(join(folder, 'proxies/b/p-a'))).sort()).toEqual(['way-1/output.log', 'way-2/output.log'])
})

test('a file that does not exist is called that, and a folder a folder', async () => {
  const file = join(top, 'no-such-archive')
  await expect(merge(file)).rejects.toMatchObject({
    code: 'no-such-file',
    message: 'there is no such file',
    where: file,
  })
  await expect(merge(top)).rejects.toMatchObject({ code: 'bad-archive', message: 'this is a folder, not an archive' })
})

test('a test case is compared with the control of its own machine', async () => {
  const broken: Trace = { ...control, outcome: { state: 'broken', stage: 'play', message: 'm', logs: '' } }
  const { report } = await merge(
    await archiveOf(1, [control, ...cases.slice(0, 1)]),
    await archiveOf(2, [broken, ...cases.slice(2)]),
  )
  const outcomes = report.cells.map(({ profile, findings }) => [
    profile,
    findings.every(({ outcome }) => outcome === 'noisy'),
  ])
  expect(Object.fromEntries(outcomes)).toEqual({ a: false, c: true })
})

test('a missing shard is told, and a test case that two machines ran is told and judged by its tries', async () => {
  const { report, notDone } = await merge(
    await archiveOf(1, [control, as(faithful, 'a')], {}, 3),
    await archiveOf(3, [control, as(holds, 'a')], {}, 3),
  )
  expect(notDone).toEqual([
    'shard 2/3 is not among them: its test cases are missing in the report',
    `p/a/${AXES}@b@local is in shard 1/3 and in 3/3: its tries are judged together`,
  ])
  expect(report.interrupted).toBe(true)
  const live = report.cells[0]?.findings.find(({ criterion }) => criterion === 'delivery/live')
  expect(live).toMatchObject({ outcome: 'noisy' })
})

test.for([
  [{ catalog: 'other' }, 'it was recorded with other scenarios or profiles than those here'],
  [{ shard: { index: 1, count: 3 } }, /^this is shard 1\/3, and .* is one of 2$/],
] as const)('what does not belong together is refused: %j', async ([run, message]) => {
  const good = await archiveOf(2, [control])
  await expect(merge(good, await archiveOf(1, [control], run))).rejects.toThrow(message)
})

test('a whole run, a newer one, and what is no archive are refused by name', async () => {
  const { shard: _, ...whole } = { ...RUN, shard: undefined }
  const folder = await folderOf('no-shard', whole, [control])
  const file = join(top, 'no-shard.tar.zst')
  await packShard(folder, file)
  await expect(merge(file)).rejects.toMatchObject({ code: 'no-shard', where: file })
  writeFileSync(join(folder, 'run.json'), JSON.stringify({ ...RUN, schema: 99 }))
  await packShard(folder, file)
  await expect(merge(file)).rejects.toMatchObject({ code: 'newer-run' })
  writeFileSync(file, 'no archive')
  await expect(merge(file)).rejects.toMatchObject({ code: 'bad-archive', where: file })
})

/** An archive that nobody's `run` wrote. */
async function made(...entries: (readonly [name: string, content: string])[]): Promise<string> {
  const tar = pack()
  const run = JSON.stringify({ schema: SCHEMA, ...RUN, shard: { index: 1, count: 1 } })
  for (const [name, content] of [['run.json', run] as const, ...entries]) tar.entry({ name }, content)
  tar.finalize()
  const file = join(top, `${Math.random().toString(36).slice(2)}.tar.zst`)
  writeFileSync(file, zstdCompressSync(await buffer(tar)))
  return file
}

test.for([
  ['a name that is too long', [[`proxies/${'a'.repeat(300)}`, '']]],
  ['a path that is too long', [[`proxies/${'a/'.repeat(3000)}b`, '']]],
  [
    'a file in a file',
    [
      ['proxies/a', ''],
      ['proxies/a/b', ''],
    ],
  ],
  [
    'a file in place of a folder',
    [
      ['proxies/a/b', ''],
      ['proxies/a', ''],
    ],
  ],
  ['a run.json that is far too large', [['run.json', ' '.repeat(10_000_001)]]],
] as const)('an archive with %s is refused by name', async ([, entries]) => {
  const file = await made(...entries)
  const refused = await merge(file).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'bad-archive', where: expect.stringContaining(file) })
})

test.for([
  { index: 1, count: 1e9 },
  { index: 0, count: 1 },
  { index: 2, count: 1 },
  { index: 1.5, count: 2 },
])('a shard that cannot be is refused: $index of $count', async (shard) => {
  await expect(
    merge(await made(['run.json', JSON.stringify({ schema: SCHEMA, ...RUN, shard })])),
  ).rejects.toMatchObject({
    code: 'bad-run',
  })
})

test('what an archive leads to elsewhere is not written, and invisible text is escaped', async () => {
  const away = [
    '../evil',
    '/evil',
    'proxies/../../evil',
    'proxies/a/..',
    'proxies//evil',
    'proxies/./evil',
    'other/evil',
  ]
  const odd = { ...RUN, shard: { index: 1, count: 1 }, environment: { ...RUN.environment, network: '\u202e\u009b' } }
  const { folder } = await merge(
    await made(...away.map((name) => [name, ''] as const), ['run.json', JSON.stringify({ schema: SCHEMA, ...odd })]),
  )
  expect(globSync('**/*evil*', { cwd: top })).toEqual([])
  expect(readFileSync(join(folder, 'run.json'), 'utf8')).toContain('\\u202e\\u009b')
})

test('a product by the name of a property of every object has no expectations', async () => {
  const cell = as(faithful, 'a')
  const strange = {
    ...cell,
    cell: cell.cell.replace('p/', '__proto__/'),
    question: cell.question.replace('p/', '__proto__/'),
  }
  const { report } = await merge(await archiveOf(1, [control, strange], {}, 1))
  expect(report.cells.map(({ proxy }) => proxy)).toEqual(['__proto__'])
})
