/** `sse-compat trace`: one test case of a run's folder. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadCatalog } from '../matrix/catalog.ts'
import { TOP } from '../matrix/folders.ts'
import { NO_TIMING } from '../run/no-timing.ts'
import { readRun, writeReport, writeRun } from '../run/report-folder.ts'
import { parseTrace } from '../trace/parse-trace.ts'
import { readTrace, writeTrace } from '../trace/trace-files.ts'
import { writePack } from '../trace/trace-packs.ts'
import { showTrace } from './trace.ts'

const one = await readTrace(join(TOP, 'scenarios/delivery/traces/faithful.chunked-60-h1.jsonl'))
const named = (build: string, rest: object = {}) => ({
  ...one,
  question: 'p/x/delivery/a',
  cell: `p/x/delivery/a@${build}@local`,
  ...rest,
})
let folder = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trace-test-'))
  const builds: [] = []
  const environment = {
    startedAt: '',
    tool: '',
    node: '',
    system: '',
    cores: 1,
    runtime: 'local' as const,
    network: '',
    builds,
    command: '',
  }
  await writeRun(folder, {
    id: 'r',
    environment,
    timing: NO_TIMING,
    profiles: [],
    interrupted: false,
    unfiltered: false,
  })
  await writeTrace(join(folder, 'traces'), named('b1'))
  const evil = { ...named('b2').outcome, state: 'skipped' as const, because: '\u001b[2Jgone' }
  await writePack(join(folder, 'traces', 'x.jsonl.zst'), [named('b2'), named('b2', { earlierTries: 1, outcome: evil })])
})
afterAll(() => rmSync(folder, { recursive: true }))

test('each fact is a line in words, of single files and of packed ones', async () => {
  const loose = await showTrace('p/x/delivery/a@b1@local', { run: folder })
  expect(loose).toHaveLength(one.facts.length + 4)
  expect(loose[2]).toMatch(
    /^run it again: npx sse-compat run --proxy p --profile x --scenario delivery --axis .* --builds b1 --runtime local$/,
  )
  expect(loose[1]).toMatch(/^complete; \d+ ms/)
  const packed = await showTrace('p/x/delivery/a@b2@local', { run: folder, try: 1 })
  expect(packed.slice(-one.facts.length)).toEqual(loose.slice(-one.facts.length))
})

test('what the report concludes stands first, failures before the rest, and their evidence is marked', async () => {
  const catalog = await loadCatalog()
  const run = await readRun(folder)
  const control = await readTrace(join(TOP, 'scenarios/delivery/traces/control.chunked-60-h1.jsonl'))
  const held = await readTrace(join(TOP, 'scenarios/delivery/traces/holds-bytes.chunked-60-h1.jsonl'))
  const trace = { ...held, question: 'q/x/delivery/held', cell: 'q/x/delivery/held@b1@local' }
  await writeTrace(join(folder, 'traces'), trace)
  await writeReport(folder, run, catalog, { traces: [control, trace], files: new Map() })
  const lines = await showTrace('q/x/delivery/held', { run: folder })
  const [first = -1, ...others] = [
    lines.findIndex((line) => line.startsWith('fails ')),
    lines.findIndex((line) => line.startsWith('passes ')),
  ]
  expect(lines[first]).toMatch(/^fails +delivery\/live +events are buffered until [\d,]+ bytes/)
  expect(others[0]).toBeGreaterThan(first)
  expect(lines).toContain('→ evidence of a failure')
  expect(lines.filter((line) => line.startsWith('→ ') && line.includes(' ms ')).length).toBeGreaterThan(0)
})

test('--raw prints what a trace file has', async () => {
  const raw = await showTrace('p/x/delivery/a@b1@local', { run: folder, raw: true })
  expect(parseTrace(`${raw.join('\n')}\n`, 'x')).toEqual(named('b1'))
})

test('the last try is shown, what it says has no effect on a terminal, and another try can be named', async () => {
  const lines = await showTrace('p/x/delivery/a@b2@local', { run: folder })
  expect(lines.slice(1, 4)).toEqual([
    expect.stringContaining('skipped: \\x1b[2Jgone'),
    expect.stringMatching(/^run it again: /),
    'try 2 of 2; --try shows another',
  ])
  await expect(showTrace('p/x/delivery/a@b2@local', { run: folder, try: 3 })).rejects.toMatchObject({
    advice: 'Tries: 1, 2.',
  })
})

test('a wrong name says which is nearest, one of several builds which there are, and no run where to look', async () => {
  await expect(showTrace('p/x/delivery/b', { run: folder })).rejects.toMatchObject({
    code: 'unknown-name',
    message: 'no test case "p/x/delivery/b" — did you mean "p/x/delivery/a"?',
  })
  await expect(showTrace('p/x/delivery/a', { run: folder })).rejects.toMatchObject({
    code: 'several-builds',
    advice: 'Name one: p/x/delivery/a@b1@local, p/x/delivery/a@b2@local.',
  })
  await expect(showTrace('p/x/', { run: folder, raw: true })).rejects.toMatchObject({ code: 'unknown-name' })
  await expect(showTrace('p', { run: join(folder, 'none') })).rejects.toMatchObject({
    code: 'no-run',
    message: expect.stringContaining('there is no such file'),
  })
})

test('on a terminal no line is too wide except the command to copy, and no row breaks a word', async () => {
  const columns = 80
  const lines = await showTrace('q/x/delivery/held', { run: folder, columns })
  const whole = await showTrace('q/x/delivery/held', { run: folder })
  const command = whole.find((line) => line.startsWith('run it again: '))?.replace('run it again: ', '')
  expect(lines).toContain(command)
  expect(lines.filter((line) => line.length > columns && line !== command)).toEqual([])
  const words = (some: readonly string[]) => some.flatMap((line) => line.trim().split(/\s+/))
  expect(words(lines)).toEqual(words(whole))
})

test('the beginning of a name lists the test cases that begin with it', async () => {
  expect(await showTrace('p/x/del', { run: folder })).toEqual([
    '1 test case begins with "p/x/del":',
    '  p/x/delivery/a',
  ])
})
