/** Packing a run for publishing, and reading it back. */
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TOP } from '../matrix/folders.ts'
import { readTraces } from '../trace/trace-files.ts'
import { packRun, readRunTraces } from './run-archive.ts'

const GOLDEN = join(TOP, 'scenarios/delivery/traces')

let folder = ''
const file = () => join(folder, 'run.tar.zst')
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'archive-test-'))
  fill()
})
afterEach(() => rmSync(folder, { recursive: true }))

function fill(): void {
  for (const name of ['traces', 'profiles', 'proxies/b/nginx-x']) mkdirSync(join(folder, name), { recursive: true })
  for (const name of ['control', 'faithful', 'holds-bytes'].map((one) => `${one}.chunked-60-h1.jsonl`)) {
    copyFileSync(join(GOLDEN, name), join(folder, 'traces', name))
  }
  const files = ['run.json', 'report.json', 'report.md', 'profiles/nginx-x.md', 'proxies/b/nginx-x/output.log']
  for (const name of files) writeFileSync(join(folder, name), name)
}

test('traces, evidence and report.json become one archive; pages and run.json stay', async () => {
  const { traces } = await readTraces(join(folder, 'traces'))
  const packed = await packRun(folder)
  expect(packed).toEqual({ file: file(), size: statSync(file()).size })
  expect(readdirSync(folder).sort()).toEqual(['profiles', 'report.md', 'run.json', 'run.tar.zst'])
  expect(await readRunTraces(folder)).toMatchObject({ traces, unreadable: [] })
})

test('links of the pages lead to the traces of the unpacked archive', async () => {
  writeFileSync(join(folder, 'report.md'), '[a](traces/x@b@local.jsonl.zst) and x.jsonl.zst\n')
  writeFileSync(join(folder, 'profiles/nginx-x.md'), '[a](../traces/x@b@local.jsonl.zst), [b](../traces/y.jsonl)\n')
  await packRun(folder)
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toBe('[a](traces/x@b@local.jsonl) and x.jsonl.zst\n')
  expect(readFileSync(join(folder, 'profiles/nginx-x.md'), 'utf8')).toBe(
    '[a](../traces/x@b@local.jsonl), [b](../traces/y.jsonl)\n',
  )
})

test('the same files give the same archive', async () => {
  await packRun(folder)
  const first = readFileSync(file())
  rmSync(file())
  fill()
  await packRun(folder)
  expect(readFileSync(file()).equals(first)).toBe(true)
})

test('loose traces are read first', async () => {
  await packRun(folder)
  mkdirSync(join(folder, 'traces'))
  expect(await readRunTraces(folder)).toMatchObject({ traces: [], unreadable: [] })
})

test('one trace that cannot be read is named, and the others are read', async () => {
  writeFileSync(join(folder, 'traces/bad.jsonl'), '{"schema":99}\n')
  await packRun(folder)
  const { traces, unreadable } = await readRunTraces(folder)
  expect(traces).toHaveLength(3)
  expect(unreadable).toEqual([
    { file: `${file()}: traces/bad.jsonl`, message: expect.stringContaining('written in schema 99') },
  ])
})

test('a packed run and an empty folder are not packed', async () => {
  await packRun(folder)
  await expect(packRun(folder)).rejects.toMatchObject({ code: 'already-packed', where: folder })
  rmSync(file())
  await expect(packRun(folder)).rejects.toMatchObject({ code: 'no-run', where: folder })
  await expect(readRunTraces(folder)).rejects.toMatchObject({ code: 'no-trace' })
})

test.for<readonly [what: string, edit: (archive: Buffer) => Buffer]>([
  ['cut', (archive) => archive.subarray(0, archive.length / 2)],
  ['empty', () => Buffer.alloc(0)],
  ['not compressed', () => Buffer.from('no archive')],
  ['no tar', () => zstdCompressSync(Buffer.alloc(4096, 'x'))],
])('an archive that is %s is refused in one line', async ([, edit]) => {
  await packRun(folder)
  writeFileSync(file(), edit(readFileSync(file())))
  await expect(readRunTraces(folder)).rejects.toMatchObject({
    code: 'bad-archive',
    where: file(),
    message: expect.stringMatching(/^this archive cannot be read: [^\n]+$/),
  })
})
