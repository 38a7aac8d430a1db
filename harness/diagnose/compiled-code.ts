/**
 * The code that a check's isolated process loads, compiled ahead: it cannot write a cache by itself, and loading takes it half of the
 * time with one (measured: 0.5 s of processor time instead of 1.0 s).
 */
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { WORKER_USER } from '../isolation/enclosed-worker.ts'

const folderIn = (cache: string): string => join(cache, 'compiled-worker')

/** Where it is, for the environment variable NODE_COMPILE_CACHE; undefined before it was made. */
export function compiledCode(cache: string): string | undefined {
  const folder = folderIn(cache)
  return existsSync(folder) ? folder : undefined
}

/** Makes it anew. A check works without it, so a failure is only that check's start being slower. Never rejects. */
export async function compileCode(cache: string): Promise<void> {
  const folder = folderIn(cache)
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const main = fileURLToPath(new URL(`./compile-code-main.${extension}`, import.meta.url))
  try {
    rmSync(folder, { recursive: true, force: true })
    await promisify(execFile)(process.execPath, [main], { env: { ...process.env, NODE_COMPILE_CACHE: folder } })
    if (WORKER_USER !== undefined) handTo(WORKER_USER, folder)
  } catch {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Node keeps each user's apart, by the number at the folder's end, and makes files that only their owner may read. */
function handTo(user: string, folder: string): void {
  for (const name of readdirSync(folder)) {
    const theirs = join(folder, name.replace(/-\d+$/, `-${user}`))
    renameSync(join(folder, name), theirs)
    for (const file of readdirSync(theirs)) chmodSync(join(theirs, file), 0o644)
  }
}
