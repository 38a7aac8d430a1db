import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
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
