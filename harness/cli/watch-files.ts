/** Detects when files were saved, by their contents, because editors save in different ways. */
import { createHash } from 'node:crypto'
import { watch as watchFolder } from 'node:fs'
import { lstat, opendir, readlink, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readFound } from '../intake/read-file.ts'
import { MAX_BYTES, MAX_DEPTH, MAX_ENTRIES } from '../intake/size-limits.ts'

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

/**
 * Digest of all files below. Only files are read, and no link is followed: a pipe or a device would never end. What cannot be read
 * counts as absent.
 */
async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  const info = await stat(path).catch(() => undefined)
  const files = info?.isDirectory() ? await filesBelow(path) : [await realpath(path).catch(() => path)]
  for (const file of files.filter((name) => !OURS.test(name)).sort()) {
    const content = await contentOf(file).catch(() => undefined)
    if (content !== undefined) hash.update(file).update('\0').update(content)
  }
  return hash.digest('hex')
}

async function filesBelow(top: string): Promise<string[]> {
  const found: string[] = []
  let entries = 0
  const visit = async (folder: string, depth: number): Promise<void> => {
    const opened = await opendir(folder).catch(() => [])
    for await (const entry of opened) {
      if (++entries > MAX_ENTRIES) return
      const path = join(folder, entry.name)
      if (!entry.isDirectory()) found.push(path)
      else if (depth < MAX_DEPTH) await visit(path, depth + 1)
    }
  }
  await visit(top, 0)
  return found
}

async function contentOf(file: string): Promise<string | Buffer | undefined> {
  const info = await lstat(file)
  if (info.isSymbolicLink()) return readlink(file)
  if (!info.isFile()) return undefined
  // A larger one is no part of a configuration, or is refused.
  return info.size > MAX_BYTES ? `${info.size} ${info.mtimeMs}` : readFound(file, info)
}
