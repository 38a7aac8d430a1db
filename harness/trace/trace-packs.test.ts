/** Traces of a profile in one compressed file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TOP } from '../matrix/folders.ts'
import type { Fact, Trace } from '../model/index.ts'
import { readTrace, readTraces, writeTrace } from './trace-files.ts'
import { packLines, packName, packText, writePack } from './trace-packs.ts'

const GOLDEN = join(TOP, 'scenarios/delivery/traces')
const traces: readonly Trace[] = await Promise.all(
  ['faithful', 'holds-bytes'].map((name) => readTrace(join(GOLDEN, `${name}.chunked-60-h1.jsonl`))),
)
/** Two tries of one test case, and one of another. */
const three: readonly Trace[] = traces.flatMap((trace, n) => [
  { ...trace, cell: `p/x/delivery/${n}@b@local` },
  ...(n === 0 ? [{ ...trace, cell: `p/x/delivery/${n}@b@local`, earlierTries: 1 }] : []),
])

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pack-test-'))
  file = join(folder, 'p_x@b@local.jsonl.zst')
})
afterEach(() => rmSync(folder, { recursive: true }))

test('what was packed is read again, to the microsecond, and says where it is', async () => {
  await writePack(file, three)
  const read = await readTraces(folder)
  expect(read.unreadable).toEqual([])
  expect(read.traces.map(({ facts, ...rest }) => ({ ...rest, facts }))).toEqual(
    three.map(({ facts, ...rest }) => ({ ...rest, facts })),
  )
  expect([...read.files.values()]).toEqual(three.map(() => 'p_x@b@local.jsonl.zst'))
})

test('the text of a single file is packed as its trace is, wherever the time of a fact stands', async () => {
  const [first] = three
  if (first === undefined) throw new Error('no trace')
  const { t = 0, ...rest } = first.facts[0] ?? {}
  const inside = { side: 'harness', fact: 'act', t: 7.25, name: 'x', detail: { t: 5 } } as const
  const edited: Trace = { ...first, facts: [{ t, ...rest } as Fact, inside, ...first.facts.slice(1)] }
  for (const trace of [...three, edited]) {
    const text = readFileSync(await writeTrace(folder, trace), 'utf8')
    expect(packText(text)).toBe(packLines([trace]))
  }
})

test('it is a small part of what the single files have', async () => {
  await writePack(file, three)
  expect(readFileSync(file).length).toBeLessThan(packLines(three).length / 4)
})

test('a single file beside it, left by a run that was killed while it packed, is read once', async () => {
  await writePack(file, three)
  for (const trace of three) await writeTrace(folder, trace)
  const { traces: read, files } = await readTraces(folder)
  expect(read).toHaveLength(3)
  expect([...files.values()].every((name) => name.endsWith('.jsonl'))).toBe(true)
})

test('a trace that somebody edited is named with its line, and the others are read', async () => {
  const lines = packLines(three).split('\n')
  const ofSecond = lines.findIndex((line, n) => n > 0 && line.startsWith('{"schema":'))
  lines[ofSecond + 1] = '{"side":"nobody"}'
  writeFileSync(file, zstdCompressSync(lines.join('\n')))
  const { traces: read, unreadable } = await readTraces(folder)
  expect(read).toHaveLength(2)
  expect(unreadable).toEqual([
    { file, message: expect.stringContaining(`${file}:${ofSecond + 2}: this line is not a fact`) },
  ])
})

test.for<readonly [what: string, content: (whole: Buffer) => Buffer]>([
  ['cut', (whole) => whole.subarray(0, whole.length - 20)],
  ['empty', () => Buffer.alloc(0)],
  ['not compressed', () => Buffer.from('{"schema":2}\n')],
  ['an empty text', () => zstdCompressSync('')],
])('one that is %s is named, and nothing of it is taken', async ([, content]) => {
  await writePack(file, three)
  writeFileSync(file, content(readFileSync(file)))
  const { traces: read, unreadable } = await readTraces(folder)
  expect(read).toEqual([])
  expect(unreadable).toEqual([{ file, message: expect.stringMatching(/^[^\n]+$/) }])
})

test('a profile on a build has a file, the controls have one, and other names never share one', () => {
  expect(packName('nginx/defaults/delivery/chunked@nginx-1@local')).toBe('nginx_defaults@nginx-1@local.jsonl.zst')
  expect(packName('nginx/defaults/resume/end@nginx-1@local')).toBe('nginx_defaults@nginx-1@local.jsonl.zst')
  expect(packName('control/delivery/chunked')).toBe('control.jsonl.zst')
  const others = [
    'a/b_c/s@x@local',
    'a_b/c/s@x@local',
    'a/../s@x@local',
    `a/${'b'.repeat(300)}/s@x@local`,
    'a/b c/s@x@local',
    'a/b-c/s@x@local',
  ]
  const names = others.map(packName)
  expect(new Set(names).size).toBe(others.length)
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_@+-][A-Za-z0-9._@+~-]{0,189}\.jsonl\.zst$/)
})
