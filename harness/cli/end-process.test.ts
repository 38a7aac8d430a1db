import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const MODULE = fileURLToPath(new URL('./end-process.ts', import.meta.url))
const WRITTEN = 1_000_000

/** Writes more than a pipe can buffer, keeps the event loop alive, and ends with exit code 3. */
const PROGRAM = `
  import { endProcess } from '${MODULE}'
  setInterval(() => {}, 1000)
  process.exitCode = 3
  process.stdout.on('error', () => {})
  process.stdout.write('x'.repeat(${WRITTEN}))
  await endProcess()`

const start = () =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })

test('everything that was written is read first, however late the reader begins', async () => {
  const child = start()
  const ended = once(child, 'close')
  await once(child.stdout, 'readable')
  let read = 0
  for await (const part of child.stdout) read += (part as Buffer).length
  expect(read).toBe(WRITTEN)
  expect(await ended).toEqual([3, null])
})

test('a reader that is gone is not waited for', async () => {
  const child = start()
  const ended = once(child, 'exit')
  await once(child.stdout, 'readable')
  child.stdout.destroy()
  expect(await ended).toEqual([3, null])
})
