import { chmod, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { planFix, writeFix } from './write-files.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fix-test-'))
  file = join(folder, 'app.conf')
  await writeFile(file, 'one\n')
  await chmod(file, 0o640)
})
afterEach(() => rm(folder, { recursive: true }))

const change = (was: string, is: string, encoding: 'utf8' | 'latin1' = 'utf8') => ({
  file,
  name: file,
  was,
  is,
  encoding,
})

test('a file is written with a backup beside it, and keeps its mode', async () => {
  expect(await writeFix([change('one\n', 'two\n')])).toEqual([{ file, backup: `${file}.sse-compat-backup` }])
  expect(await readFile(file, 'utf8')).toBe('two\n')
  expect(await readFile(`${file}.sse-compat-backup`, 'utf8')).toBe('one\n')
  expect((await stat(file)).mode & 0o777).toBe(0o640)
  expect((await stat(`${file}.sse-compat-backup`)).mode & 0o777).toBe(0o640)
})

test('an older backup is never written over', async () => {
  await writeFix([change('one\n', 'two\n')])
  const [second] = await writeFix([change('two\n', 'three\n')])
  expect(second?.backup).toBe(`${file}.sse-compat-backup.2`)
  expect(await readFile(`${file}.sse-compat-backup`, 'utf8')).toBe('one\n')
  expect(await readFile(`${file}.sse-compat-backup.2`, 'utf8')).toBe('two\n')
})

test('of a link the file itself is written, and its backup is named', async () => {
  const link = join(folder, 'link.conf')
  await symlink('app.conf', link)
  const [planned] = await planFix([{ ...change('one\n', 'two\n'), name: link }])
  const [written] = await writeFix([{ ...change('one\n', 'two\n'), name: link }])
  expect(written).toEqual({ file: link, backup: `${file}.sse-compat-backup` })
  expect(planned).toEqual(written)
  expect(await readFile(written?.backup ?? '', 'utf8')).toBe('one\n')
  expect(await readlink(link)).toBe('app.conf')
})

test('where one file was changed meanwhile, none is written', async () => {
  const other = join(folder, 'other.conf')
  await writeFile(other, 'changed\n')
  const both = [change('one\n', 'two\n'), { ...change('as it was\n', 'x'), file: other, name: other }]
  await expect(writeFix(both)).rejects.toMatchObject({ code: 'changed-meanwhile', where: other })
  expect(await readFile(file, 'utf8')).toBe('one\n')
  expect((await readdir(folder)).sort()).toEqual(['app.conf', 'other.conf'])
})

test('bytes of an old encoding stay as they are', async () => {
  const bytes = Buffer.from([0x23, 0xe4, 0xff, 0x0a])
  await writeFile(file, bytes)
  const was = bytes.toString('latin1')
  await writeFix([change(was, `${was}new\n`, 'latin1')])
  expect(await readFile(file)).toEqual(Buffer.concat([bytes, Buffer.from('new\n')]))
})

test('a file that is gone is told', async () => {
  await rm(file)
  await expect(writeFix([change('one\n', 'two\n')])).rejects.toMatchObject({ code: 'unwritable', where: file })
})
