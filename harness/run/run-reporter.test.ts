/** The report of a run in progress, and of a finished one. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadCatalog } from '../matrix/catalog.ts'
import { TOP } from '../matrix/folders.ts'
import type { Trace } from '../model/index.ts'
import { readTrace, readTraces, writeTrace } from '../trace/trace-files.ts'
import type { Run } from '../verdict/assemble-report.ts'
import { NO_TIMING } from './no-timing.ts'
import { startReportWriter } from './report-writer.ts'
import { createReporter } from './run-reporter.ts'
import { textsOf } from './run-texts.ts'

const GOLDEN = join(TOP, 'scenarios/delivery/traces')
const golden = (name: string): Promise<Trace> => readTrace(join(GOLDEN, `${name}.chunked-60-h1.jsonl`))
const [control, faithful, defect] = await Promise.all(['control', 'faithful', 'holds-bytes'].map(golden))
const catalog = await loadCatalog()
const run: Run = {
  id: 'r',
  environment: {
    startedAt: '',
    tool: '',
    node: '',
    system: '',
    cores: 1,
    runtime: 'local',
    network: '',
    builds: [],
    command: '',
  },
  timing: NO_TIMING,
  profiles: [],
  interrupted: true,
  unfiltered: false,
  planned: 9,
}

let folder = ''
const traces = () => join(folder, 'traces')
const write = async (trace: Trace | undefined, earlierTries = 0) =>
  trace &&
  writeTrace(traces(), {
    ...trace,
    cell: trace.kind === 'control' ? trace.cell : `p/x/${trace.cell}@b@local`,
    earlierTries,
  })
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reporter-test-'))
  mkdirSync(traces())
})
afterEach(() => rmSync(folder, { recursive: true }))

const shown = (): string => readFileSync(join(folder, 'report.md'), 'utf8')

test('it grows with what is recorded, and packs the traces when the run is over', async () => {
  const reporter = createReporter(folder, catalog)
  expect((await reporter.soFar({ ...run, running: true })).cells).toEqual([])
  await write(control)
  await write(faithful)
  const first = await reporter.soFar({ ...run, running: true })
  expect(first.cells.map(({ trace }) => readdirSync(traces()).includes(trace.slice('traces/'.length)))).toEqual([true])
  expect(shown()).toContain('The run goes on: this report has the 1 of 9 test cases that have finished.')
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['index.html', 'report.json']))
  await write(faithful, 1)
  await write(defect)
  await write(control, 1)
  const whole = await reporter.whole(run)
  expect(whole.controls.map(({ earlierTries }) => earlierTries)).toEqual([1])
  expect(shown()).toContain('This run was interrupted.')
  expect(whole.cells.map(({ trace }) => trace)).toEqual(
    whole.cells.map(() => expect.stringMatching(/^traces\/p_x@.*\.jsonl\.zst$/)),
  )
  expect(readdirSync(traces()).every((name) => name.endsWith('.jsonl.zst'))).toBe(true)
  expect((await readTraces(traces())).traces).toHaveLength(4)
})

test('a report of a run in progress is given up when the run is over', async () => {
  await write(control)
  await write(faithful)
  const reporter = createReporter(folder, catalog)
  const over = new AbortController()
  const given = reporter.soFar({ ...run, running: true }, over.signal)
  over.abort()
  await expect(given).rejects.toBe(over.signal.reason)
  expect(readdirSync(folder)).not.toContain('report.json')
  expect((await reporter.whole(run)).cells).toHaveLength(1)
})

test('further ways in which a proxy ran become one file, and formats still get their texts', async () => {
  const place = join(folder, 'proxies/b/p-x')
  const files = { 'conf/a.conf': '1', 'output.log': '2', 'tls/conf/a.conf': '3', 'own-reload-h1/tls/output.log': '4' }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(place, path, '..'), { recursive: true })
    writeFileSync(join(place, path), text)
  }
  await createReporter(folder, catalog).whole(run)
  expect(readdirSync(place).sort()).toEqual(['conf', 'other-ways.json.zst', 'output.log'])
  expect(textsOf(folder, catalog).evidenceOf('proxies/b/p-x')).toEqual(files)
})

test('a thread writes it while the run goes on, and the last one too', { timeout: 60_000 }, async () => {
  await write(control)
  await write(faithful)
  const asked = Promise.withResolvers<void>()
  const soFar = (): Run => {
    asked.resolve()
    return { ...run, running: true }
  }
  using writer = startReportWriter({ folder, catalog, parts: [], soFar, first: 0 })
  await asked.promise
  const steps: string[] = []
  const { cells, interrupted } = await writer.finish({ ...run, interrupted: false }, (step) => steps.push(step))
  expect(steps).toEqual(['writing the report'])
  expect([cells.length, interrupted]).toEqual([1, false])
  expect(shown()).not.toContain('goes on')
})

test('where the thread has ended, this one writes the last report', { timeout: 60_000 }, async () => {
  await write(control)
  await write(faithful)
  const parts = join(folder, 'parts')
  mkdirSync(join(parts, 'reports/formats/ends-its-thread'), { recursive: true })
  writeFileSync(join(parts, 'reports/formats/ends-its-thread/format.ts'), `process.exit(0)\n`)
  const asked = Promise.withResolvers<void>()
  const soFar = (): Run => {
    asked.resolve()
    return { ...run, running: true }
  }
  using writer = startReportWriter({ folder, catalog, parts: [parts], soFar, first: 0 })
  await asked.promise
  const steps: string[] = []
  const { cells } = await writer.finish({ ...run, interrupted: false }, (step) => steps.push(step))
  expect(steps).toContain('the thread that writes the report ended: writing it without')
  expect(cells).toHaveLength(1)
  expect(readdirSync(traces()).every((name) => name.endsWith('.jsonl.zst'))).toBe(true)
})

test('a report that cannot be written leaves every trace for the next attempt', async () => {
  await write(control)
  await write(faithful)
  mkdirSync(join(folder, 'index.html'))
  await expect(createReporter(folder, catalog).whole(run)).rejects.toMatchObject({ code: 'unwritable' })
  rmSync(join(folder, 'index.html'), { recursive: true })
  expect((await createReporter(folder, catalog).whole(run)).cells).toHaveLength(1)
})
