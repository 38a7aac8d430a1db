/**
 * Reads and writes in a run's folder. The folder may come from somebody else, so neither its links nor file names in it may lead
 * outside.
 */
import { realpathSync } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { dirname, sep } from 'node:path'
import { SseCompatError } from '../model/index.ts'

/** Whether a path, with links followed, is inside the folder; false where it does not exist. */
export function isInFolder(folder: string, path: string): boolean {
  try {
    return `${realpathSync(path)}${sep}`.startsWith(`${realpathSync(folder)}${sep}`)
  } catch {
    return false
  }
}

/** @throws SseCompatError `bad-run` */
function requireInFolder(folder: string, path: string): void {
  if (isInFolder(folder, path)) return
  throw new SseCompatError('bad-run', "it leads out of the run's folder", {
    where: path,
    advice: 'Take the link away: nothing is written elsewhere.',
  })
}

/** Writes the whole file or nothing. A link with the name of the file, or of its draft, is replaced, not followed. */
export async function writeOwn(folder: string, file: string, content: string | Uint8Array): Promise<void> {
  requireInFolder(folder, dirname(file))
  const draft = `${file}.part`
  await rm(draft, { force: true })
  await writeFile(draft, content, { flag: 'wx' })
  await rename(draft, file)
}
