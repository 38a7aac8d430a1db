import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Trace } from '../model/index.ts'
import { readTrace, readTraces, traceFileName, writeTrace } from './trace-files.ts'

const trace: Trace = {
  schema: 3,
  kind: 'route',
  cell: 'nginx/defaults/delivery/chunked@nginx-1.26.3-debian-trixie@local',
  question: 'nginx/defaults/delivery/chunked',
  scenario: 'delivery',
  scenarioVersion: 1,
  axes: { origin: 'chunked' },
  route: [],
  runtime: 'local',
  earlierTries: 0,
  startedAt: '2026-01-02T03:04:05.000Z',
  settings: { timers: [] },
  facts: [
    { side: 'harness', t: 0.5, fact: 'act', name: 'silence', detail: { ms: 3000 } },
    { side: 'client', client: 'a', attempt: 1, t: 1.25, fact: 'comment', text: 'two\u2028lines\n', size: 10 },
  ],
  outcome: { state: 'complete' },
  took: 12.5,
}

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sse-compat-traces-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('what is written is read back, one fact a line, and nothing else is left behind', async () => {
  const file = await writeTrace(join(folder, 'new'), trace)
  await writeTrace(join(folder, 'new'), trace)
  expect(await readTrace(file)).toEqual(trace)
  expect(await readdir(join(folder, 'new'))).toEqual([traceFileName(trace.cell)])
  expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(1 + 2 + 1 + 1)
})

test('tries of one test case have a file each, a control the last one', async () => {
  const hop = { proxy: 'nginx', profile: 'x', build: 'b', version: '1', profileDigest: '', replaced: [] }
  const own = { ...trace, route: [hop] }
  for (const earlierTries of [0, 1]) {
    await writeTrace(join(folder, 'own'), { ...own, earlierTries })
    await writeTrace(join(folder, 'control'), { ...own, kind: 'control', route: [], earlierTries })
  }
  expect(await readdir(join(folder, 'own'))).toHaveLength(2)
  expect((await readTraces(join(folder, 'own'))).traces.map(({ earlierTries }) => earlierTries).sort()).toEqual([0, 1])
  expect((await readTraces(join(folder, 'control'))).traces.map(({ earlierTries }) => earlierTries)).toEqual([1])
})

test('file names are safe, short enough, and different for different cells', () => {
  expect(traceFileName('a/b@c-1@local')).toBe('a_b@c-1@local.jsonl')
  expect(traceFileName('a/b_c')).not.toBe(traceFileName('a_b/c'))
  // Not `unit: 'binary'`: it makes a table of every code point, which takes seconds.
  const point = fc.integer({ min: 1, max: 0x10ffff }).map((code) => String.fromCodePoint(code))
  const cell = fc.oneof(
    fc.string({ minLength: 1, maxLength: 400 }),
    fc.string({ unit: point, minLength: 1, maxLength: 400 }),
  )
  fc.assert(
    fc.property(cell, fc.string(), (one, other) => {
      expect(traceFileName(one)).toMatch(/^[A-Za-z0-9_@+-][A-Za-z0-9._@+~-]{0,193}\.jsonl$/)
      if (one !== other) expect(traceFileName(one)).not.toBe(traceFileName(other))
    }),
  )
})

const HOP = '{"proxy":"p","profile":"a","build":"b","version":"1","replaced":[{}]}'
const whole = async () => readFile(await writeTrace(folder, trace), 'utf8')
const broken: readonly [what: string, edit: (text: string) => string, code: string, line: number][] = [
  ['an empty file', () => '', 'bad-trace', 1],
  ['a file that was cut inside a line', (text) => text.slice(0, -10), 'bad-trace', 4],
  ['a file without its last line', (text) => `${text.split('\n').slice(0, 3).join('\n')}\n`, 'bad-trace', 3],
  ['a header alone', (text) => `${text.split('\n')[0]}\n`, 'bad-trace', 1],
  ['a line that is not JSON', (text) => text.replace('{"side":"client"', '{{'), 'bad-trace', 3],
  ['a line that is no fact', (text) => text.replace('"side":"client"', '"side":"server"'), 'bad-trace', 3],
  ['a fact that lacks a field', (text) => text.replace('"size"', '"length"'), 'bad-trace', 3],
  ['a fact with another kind of field', (text) => text.replace('{"ms":3000}', '[3000]'), 'bad-trace', 2],
  ['a fact that nobody knows', (text) => text.replace('"fact":"comment"', '"fact":"toString"'), 'bad-trace', 3],
  ['a runtime that nobody knows', (text) => text.replace('"local"', '"\\u001b[2J"'), 'bad-trace', 1],
  ['a substitution that is none', (text) => text.replace('"route":[]', `"route":[${HOP}]`), 'bad-trace', 1],
  ['a timer that is none', (text) => text.replace('"timers":[]', '"timers":[{"ms":1}]'), 'bad-trace', 1],
  ['an empty line', (text) => text.replace('\n', '\n\n'), 'bad-trace', 2],
  ['another kind of file', () => '{"name":"x"}\n{}\n', 'bad-trace', 1],
  ['a header that lacks its axes', (text) => text.replace('"axes"', '"axis"'), 'bad-trace', 1],
  ['a newer schema', (text) => text.replace('"schema":3', '"schema":4'), 'newer-trace', 1],
]

test.for(broken)('%s is refused, with its line', async ([, edit, code, line]) => {
  const file = join(folder, 'broken.jsonl')
  await writeFile(file, edit(await whole()))
  await expect(readTrace(file)).rejects.toMatchObject({ code, where: `${file}:${line}`, advice: expect.any(String) })
})

const STORED = join(import.meta.dirname, 'stored')

test.for([
  ['trace-1.jsonl', 'route', 1],
  ['control-1.jsonl', 'control', 0],
] as const)('a trace as schema 1 had it is migrated: %s', async ([name, kind, hops]) => {
  const text = await readFile(join(STORED, name), 'utf8')
  expect(text).toMatch(/^\{"schema":1,/)
  const { schema, route, facts, ...rest } = await readTrace(join(STORED, name))
  expect({ schema, kind: rest.kind, hops: route.length }).toEqual({ schema: 3, kind, hops })
  expect(rest.earlierTries).toBe(0)
  expect(facts).toHaveLength(text.split('\n').length - 3)
  expect(await readTrace(await writeTrace(folder, { schema, route, facts, ...rest }))).toEqual({
    schema,
    route,
    facts,
    ...rest,
  })
})

test('one of a newer schema is refused in one line', async () => {
  const file = join(folder, 'newer.jsonl')
  await writeFile(file, (await readFile(join(STORED, 'trace-1.jsonl'), 'utf8')).replace('"schema":1', '"schema":4'))
  const told = await readTraces(folder)
  const message = `${file}:1: written in schema 4; this version reads up to 3`
  expect(told).toMatchObject({ traces: [], unreadable: [{ file, message }] })
})

test('a folder is read past what cannot be read', async () => {
  await writeTrace(folder, trace)
  await writeFile(join(folder, 'a.jsonl'), 'nonsense\n')
  await writeFile(join(folder, 'notes.txt'), 'not a trace')
  const { traces, unreadable } = await readTraces(folder)
  expect(traces).toEqual([trace])
  expect(unreadable).toEqual([{ file: join(folder, 'a.jsonl'), message: expect.stringContaining('a.jsonl:1: ') }])
})

test('a file of very many lines is not taken apart', async () => {
  await writeFile(join(folder, 'a.jsonl'), '{"schema":3}\n'.repeat(1_000_001))
  const { unreadable } = await readTraces(folder)
  expect(unreadable).toMatchObject([{ message: expect.stringContaining('more than 1000000 lines') }])
})

test('a missing file or folder is told as such', async () => {
  const nowhere = join(folder, 'nowhere')
  await expect(readTraces(nowhere)).rejects.toMatchObject({ code: 'no-trace', where: nowhere })
  await expect(readTrace(nowhere)).rejects.toMatchObject({ code: 'no-trace', where: nowhere })
})

test('a trace that cannot be put in place leaves no draft', async () => {
  const file = join(folder, 'in-the-way')
  await writeFile(file, '')
  await expect(writeTrace(file, trace)).rejects.toThrow()
  expect(await readdir(folder)).toEqual(['in-the-way'])
})
