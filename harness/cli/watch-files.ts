/** Detects when files were saved, by their contents, because editors save in different ways. */
import { createHash } from 'node:crypto'
import { watch as watchFolder } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Editors write a file in several steps. */
const SETTLES = 150
/** Files that this tool creates. */
const OURS = /\.sse-compat-(backup|part)/

/** Yields once at the start, then after each change of content, until the signal. */
export async function* watchFiles(path: string, signal: AbortSignal): AsyncGenerator<void> {
  const whole = resolve(path)
  const isFolder = (await stat(whole)).isDirectory()
  let wake: () => void = () => {}
  let changed = false
  const watcher = watchFolder(isFolder ? whole : dirname(whole), { recursive: isFolder }, () => {
    changed = true
    wake()
  })
  signal.addEventListener('abort', () => wake(), { once: true })
  try {
    let before = await digestOf(whole)
    yield
    while (!signal.aborted) {
      if (!changed) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      changed = false
      await pause(SETTLES)
      const now = await digestOf(whole)
      if (signal.aborted || now === before) continue
      before = now
      yield
    }
  } finally {
    watcher.close()
  }
}

/** Digest of all files below; a file that cannot be read counts as absent. */
async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  const info = await stat(path).catch(() => undefined)
  const files = info?.isDirectory()
    ? (await readdir(path, { recursive: true })).map((name) => join(path, name))
    : [path]
  for (const file of files.filter((name) => !OURS.test(name)).sort()) {
    const content = await readFile(file).catch(() => undefined)
    if (content !== undefined) hash.update(file).update('\0').update(content)
  }
  return hash.digest('hex')
}
