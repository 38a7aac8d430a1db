/** Writes a verified change into the user's files: with a backup beside each, and only if they have not changed since they were read. */

import { constants, existsSync } from 'node:fs'
import { access, chmod, chown, copyFile, readFile, readlink, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Encoding } from '../../intake/text-encoding.ts'
import { SseCompatError } from '../../model/index.ts'
import type { Written } from '../report/report.ts'

/** One file to write. */
export interface NewText {
  /** Absolute; the reader has already followed symbolic links. */
  readonly file: string
  /** For people. */
  readonly name: string
  readonly was: string
  readonly is: string
  /** The encoding in which it was read. */
  readonly encoding: Encoding
}

/**
 * Writes all files or none: nothing is written if one of the files has changed since.
 * @throws SseCompatError `changed-meanwhile`, `unwritable`
 */
export async function writeFix(files: readonly NewText[]): Promise<readonly Written[]> {
  await requireUnchanged(files)
  const written: Written[] = []
  for (const { file, name, is, encoding } of files) {
    const suffix = await backUp(file, name)
    written.push({ file: name, backup: `${await besides(file, name)}${suffix}` })
    await replace(file, is, encoding).catch((error: unknown) => unwritable(name, error))
  }
  return written
}

/**
 * The files that `writeFix` would write; writes nothing.
 * @throws SseCompatError as `writeFix`, as far as that can be determined without writing
 */
export async function planFix(files: readonly NewText[]): Promise<readonly Written[]> {
  await requireUnchanged(files)
  return Promise.all(
    files.map(async ({ file, name }) => {
      // The file is replaced by a new one with its name, so the permission of the folder decides.
      await access(dirname(file), constants.W_OK).catch((error: unknown) => unwritable(name, error))
      let n = 1
      while (existsSync(`${file}${suffixOf(n)}`)) n += 1
      return { file: name, backup: `${await besides(file, name)}${suffixOf(n)}` }
    }),
  )
}

async function requireUnchanged(files: readonly NewText[]): Promise<void> {
  for (const { file, name, was, encoding } of files) {
    const now = await readFile(file, encoding).catch((error: unknown) => unwritable(name, error))
    if (now === was) continue
    throw new SseCompatError('changed-meanwhile', 'was changed while it was tested', {
      where: name,
      advice: 'Nothing was written. Check it again.',
    })
  }
}

const suffixOf = (n: number): string => `.sse-compat-backup${n === 1 ? '' : `.${n}`}`

/** The backup is beside the file itself, not beside a link to it. */
const besides = async (file: string, name: string): Promise<string> =>
  (await readlink(name).catch(() => undefined)) === undefined ? name : file

/** An older backup is kept: the new one gets `.2`, `.3` … @returns the end of the backup's name */
async function backUp(file: string, name: string): Promise<string> {
  for (let n = 1; ; n += 1) {
    const suffix = suffixOf(n)
    try {
      await copyFile(file, `${file}${suffix}`, constants.COPYFILE_EXCL)
      return suffix
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return unwritable(`${name}${suffix}`, error)
    }
  }
}

/** Replaces the whole file or nothing, and keeps its mode and owner. */
async function replace(file: string, text: string, encoding: Encoding): Promise<void> {
  const { mode, uid, gid } = await stat(file)
  const part = `${file}.sse-compat-part`
  try {
    await writeFile(part, text, { encoding, flag: 'wx', mode: mode & 0o7777 })
    await chmod(part, mode & 0o7777)
    // Only root can change the owner; for another user the file is already their own.
    await chown(part, uid, gid).catch(() => {})
    await rename(part, file)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

function unwritable(where: string, error: unknown): never {
  const code = (error as NodeJS.ErrnoException).code ?? String(error)
  throw new SseCompatError('unwritable', `cannot be written (${code})`, { where, advice: 'Apply the diff by hand.' })
}
