import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { watchFiles } from './watch-files.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-test-'))
  await mkdir(join(folder, 'conf.d'))
  await writeFile(join(folder, 'conf.d', 'app.conf'), 'one')
})
afterEach(() => rm(folder, { recursive: true }))

test('a save is told once its content has changed, and the end comes with the signal', {
  timeout: 20_000,
}, async () => {
  const file = join(folder, 'conf.d', 'app.conf')
  const stop = new AbortController()
  const changes = watchFiles(folder, stop.signal)
  expect((await changes.next()).done).toBe(false)

  // As many editors save: a new file replaces the old one.
  let next = changes.next()
  await writeFile(`${file}.new`, 'two')
  await rename(`${file}.new`, file)
  expect((await next).done).toBe(false)

  // The same content, then a backup of this tool, then a change: reported once.
  next = changes.next()
  await writeFile(file, 'two')
  await writeFile(`${file}.sse-compat-backup`, 'one')
  await writeFile(file, 'three')
  expect((await next).done).toBe(false)

  next = changes.next()
  stop.abort()
  expect((await next).done).toBe(true)
})

test('a pipe, a device, links in circles and gigabytes are not read; a link that leads elsewhere is a change', {
  timeout: 20_000,
}, async () => {
  execFileSync('mkfifo', [join(folder, 'pipe')])
  await symlink('/dev/zero', join(folder, 'device'))
  for (const name of ['a', 'b', 'c']) await symlink('.', join(folder, name))
  await writeFile(join(folder, 'large'), '')
  await truncate(join(folder, 'large'), 5e9)
  await symlink('conf.d/app.conf', join(folder, 'link'))
  const stop = new AbortController()
  const changes = watchFiles(folder, stop.signal)
  expect((await changes.next()).done).toBe(false)
  let next = changes.next()
  await symlink('conf.d/other.conf', join(folder, 'link.new'))
  await rename(join(folder, 'link.new'), join(folder, 'link'))
  expect((await next).done).toBe(false)
  next = changes.next()
  stop.abort()
  expect((await next).done).toBe(true)
})
