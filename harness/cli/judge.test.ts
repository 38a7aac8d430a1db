import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { TOP } from '../matrix/folders.ts'
import { packRun } from '../run/run-archive.ts'
import { judgeRun } from './judge.ts'

const GOLDEN = join(TOP, 'scenarios/delivery/traces')
const CONTROL = 'control.chunked-60-h1.jsonl'
const FAITHFUL = 'faithful.chunked-60-h1.jsonl'

const RUN = {
  schema: 2,
  id: 'r',
  environment: {
    startedAt: '',
    tool: '',
    node: '',
    system: '',
    cores: 1,
    runtime: 'local',
    network: '',
    builds: [{ id: 'b', product: 'p', version: '1', origin: '' }],
    command: '',
  },
  timing: {
    wall: 0,
    lowerBound: 0,
    longestCell: 0,
    sumOfCells: 0,
    slots: 0,
    cells: 0,
    retried: 0,
    stallTime: 0,
    cpu: 0,
  },
  profiles: [],
  interrupted: false,
  unfiltered: false,
}

let folder = ''
const file = () => join(folder, 'run.json')
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'judge-test-'))
  mkdirSync(join(folder, 'traces'))
  for (const name of [CONTROL, FAITHFUL]) copyFileSync(join(GOLDEN, name), join(folder, 'traces', name))
  writeFileSync(file(), JSON.stringify(RUN))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a whole run is judged', async () => {
  const { report, unreadable } = await judgeRun(folder)
  expect(unreadable).toEqual([])
  expect(report.cells.flatMap(({ findings }) => findings).some(({ outcome }) => outcome === 'pass')).toBe(true)
})

test('a run of schema 1 is migrated', async () => {
  const { retried, stallTime, ...timing } = { ...RUN.timing, retried: 3, stallTime: 7 }
  const older = { ...RUN, schema: 1, timing: { ...timing, playedAgain: retried, stoodStill: stallTime } }
  writeFileSync(file(), JSON.stringify(older))
  expect((await judgeRun(folder)).report.timing).toEqual({ ...timing, retried, stallTime })
})

const { timing: _, ...WITHOUT_TIMING } = RUN
const MALFORMED: readonly [what: string, content: unknown, code: string, message: RegExp][] = [
  ['no JSON', '{"schema":1', 'bad-run', /no JSON/],
  ['nothing', '', 'bad-run', /no JSON/],
  ['null', null, 'bad-run', /schema is missing/],
  ['a list', [], 'bad-run', /schema is missing/],
  ['a number', 7, 'bad-run', /schema is missing/],
  ['an older schema', { ...RUN, schema: 0 }, 'bad-run', /schema is missing or wrong/],
  ['a newer schema', { schema: 3 }, 'newer-run', /schema 3; this version reads up to 2/],
  ['a schema in words', { ...RUN, schema: '1' }, 'bad-run', /schema is missing or wrong/],
  ['a schema alone', { schema: 1 }, 'bad-run', /: id is missing or no string/],
  ['no timing', WITHOUT_TIMING, 'bad-run', /timing is missing or no object/],
  ['no timing but its place', { ...RUN, timing: null }, 'bad-run', /timing is missing or no object/],
  [
    'a time in words',
    { ...RUN, timing: { ...RUN.timing, wall: '7' } },
    'bad-run',
    /timing\.wall is missing or no number/,
  ],
  [
    'builds that are none',
    { ...RUN, environment: { ...RUN.environment, builds: {} } },
    'bad-run',
    /environment\.builds .* no list/,
  ],
  [
    'a build that is none',
    { ...RUN, environment: { ...RUN.environment, builds: [7] } },
    'bad-run',
    /builds\[0\] .* no object/,
  ],
  [
    'a number of skipped scenarios',
    { ...RUN, skipped: { cases: 1, scenarios: 7 } },
    'bad-run',
    /skipped\.scenarios .* no list/,
  ],
  [
    'a profile without a title',
    { ...RUN, profiles: [{ proxy: 'p', id: 'x' }] },
    'bad-run',
    /profiles\[0\]\.title is missing/,
  ],
]

test.for(MALFORMED)('%s is refused by name', async ([, content, code, message]) => {
  writeFileSync(file(), typeof content === 'string' ? content : JSON.stringify(content))
  await expect(judgeRun(folder)).rejects.toMatchObject({ code, where: file(), message: expect.stringMatching(message) })
})

test('one that is not there, a folder, a pipe or huge is refused by name, and not read', async () => {
  rmSync(file())
  await expect(judgeRun(folder)).rejects.toMatchObject({ code: 'no-run', where: file() })
  mkdirSync(file())
  await expect(judgeRun(folder)).rejects.toMatchObject({ code: 'no-run', where: file() })
  rmSync(file(), { recursive: true })
  if (process.platform !== 'win32') {
    execFileSync('mkfifo', [file()])
    await expect(judgeRun(folder)).rejects.toMatchObject({ code: 'no-run', where: file() })
    rmSync(file())
  }
  writeFileSync(file(), '')
  truncateSync(file(), 20_000_000)
  await expect(judgeRun(folder)).rejects.toMatchObject({
    code: 'bad-run',
    message: expect.stringMatching(/larger than/),
  })
})

test('a file in the place of the folder, no traces, and none in their folder are refused by name', async () => {
  await expect(judgeRun(file())).rejects.toMatchObject({ code: 'no-run', where: join(file(), 'run.json') })
  for (const name of readdirSync(join(folder, 'traces'))) rmSync(join(folder, 'traces', name))
  await expect(judgeRun(folder)).rejects.toMatchObject({ code: 'no-trace', where: join(folder, 'traces') })
  rmSync(join(folder, 'traces'), { recursive: true })
  await expect(judgeRun(folder)).rejects.toMatchObject({ code: 'no-trace', where: join(folder, 'traces') })
})

const GARBLED: readonly [what: string, edit: (text: string) => string, message: RegExp][] = [
  ['cut', (text) => text.slice(0, -30), /no end/],
  ['no text', (text) => text.replaceAll('{', '\0'), /not a JSON object/],
  ['an outcome that is none', (text) => text.replace('{"state":"complete"}', '{"state":"toString"}'), /no outcome/],
  ['a refusal without words', (text) => text.replace('{"state":"complete"}', '{"state":"refused"}'), /no outcome/],
  [
    'a route of numbers',
    (text) => text.replace(/"route":\[.*?\],"runtime"/, '"route":[7],"runtime"'),
    /route or settings/,
  ],
  ['no timers', (text) => text.replace('"timers":[', '"timer":['), /route or settings/],
  ['heads without fields', (text) => text.replaceAll('"headers":', '"header":'), /not a fact/],
]

test.for(GARBLED)('a trace with %s is named, and the others are judged', async ([, edit, message]) => {
  const trace = join(folder, 'traces', FAITHFUL)
  const whole = readFileSync(trace, 'utf8')
  const edited = edit(whole)
  expect(edited).not.toBe(whole)
  writeFileSync(trace, edited)
  const { report, unreadable } = await judgeRun(folder)
  expect(unreadable).toEqual([expect.stringMatching(message)])
  expect(unreadable[0]).toContain(dirname(trace))
  expect(report.controls).toHaveLength(1)
  expect(report.cells).toEqual([])
})

test('a link in the folder is not followed when the report is written, nor when the run is packed', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'judge-elsewhere-'))
  onTestFinished(() => rmSync(elsewhere, { recursive: true }))
  const precious = join(elsewhere, 'precious')
  writeFileSync(precious, 'x')
  for (const name of ['report.json', 'report.json.part', 'index.html.part', 'run.tar.zst.part'])
    symlinkSync(precious, join(folder, name))
  await judgeRun(folder)
  expect(readFileSync(join(folder, 'report.json'), 'utf8')).toContain('"cells"')
  symlinkSync(elsewhere, join(folder, 'proxies'))
  const { file } = await packRun(folder)
  expect(execFileSync('tar', ['--zstd', '-tf', file], { encoding: 'utf8' })).not.toContain('precious')
  expect(readdirSync(elsewhere)).toEqual(['precious'])
  expect(readFileSync(precious, 'utf8')).toBe('x')
})

test('a folder of pages that is a link to another place is refused', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'judge-elsewhere-'))
  onTestFinished(() => rmSync(elsewhere, { recursive: true }))
  symlinkSync(elsewhere, join(folder, 'profiles'))
  await expect(judgeRun(folder)).rejects.toMatchObject({ code: 'bad-run', where: join(folder, 'profiles') })
  expect(readdirSync(elsewhere)).toEqual([])
})
