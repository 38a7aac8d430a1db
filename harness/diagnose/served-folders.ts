/**
 * Looks for files of one name: below a folder that was given, and in folders that a configuration names. Only a configuration that
 * is installed on this machine may name them: to look for a file can mount a file system of another machine, and wait for it.
 */
import { type Dirent, lstatSync, opendirSync, realpathSync, type Stats } from 'node:fs'
import { isAbsolute, join, sep } from 'node:path'
import { MAX_ENTRIES } from '../intake/size-limits.ts'

/** Folders that are looked into. */
const MAX_FOLDERS = 1000
const MAX_DEPTH = 6
/** Their files are not served. */
const PASSED_OVER = /^(\.git|\.svn|\.hg|node_modules)$/
/** Where packages and administrators install; what is there, the product itself reads too. */
const INSTALLED = ['/etc', '/private/etc', '/usr/local', '/opt', '/usr/pkg']

export interface FoundFile {
  readonly path: string
  readonly stats: Stats
  /** For people: relative to the folder that was given, or absolute. */
  readonly where: string
  /** The line of the configuration that names its folder; undefined for one in the folder that was given. */
  readonly by?: string
}

/** Whether a configuration of this folder is one of this machine, and nobody's that was only put here. */
export function isInstalled(top: string): boolean {
  try {
    const real = realpathSync(top)
    return INSTALLED.some((folder) => real === folder || real.startsWith(folder + sep))
  } catch {
    return false
  }
}

/** @param named folders, and the line that names each */
export const filesIn = (
  named: readonly { readonly folder: string; readonly where: string }[],
  name: string,
): readonly FoundFile[] =>
  named
    .filter(({ folder }) => isAbsolute(folder))
    .slice(0, MAX_FOLDERS)
    .flatMap(({ folder, where: by }) => {
      const path = join(folder, name)
      const stats = fileAt(path)
      return stats === undefined ? [] : [{ path, stats, where: path, by }]
    })

/** Links are not followed. */
export function filesBelow(top: string, name: string): readonly FoundFile[] {
  const found: FoundFile[] = []
  let folders = 0
  let entries = 0
  const visit = (front: string, depth: number): void => {
    if (++folders > MAX_FOLDERS) return
    const inside: string[] = []
    for (const entry of entriesOf(join(top, front), () => ++entries <= MAX_ENTRIES)) {
      if (entry.isDirectory() && depth < MAX_DEPTH && !PASSED_OVER.test(entry.name)) inside.push(entry.name)
      if (!entry.isFile() || entry.name !== name) continue
      const path = join(top, front, name)
      const stats = fileAt(path)
      if (stats !== undefined) found.push({ path, stats, where: `${front}${name}` })
    }
    for (const each of inside.sort()) visit(`${front}${each}/`, depth + 1)
  }
  visit('', 0)
  return found
}

/** Undefined for what is missing, a link, or no file. */
function fileAt(path: string): Stats | undefined {
  try {
    const stats = lstatSync(path)
    return stats.isFile() ? stats : undefined
  } catch {
    return undefined
  }
}

/** One by one: a folder may have millions. */
function* entriesOf(folder: string, mayGoOn: () => boolean): Generator<Dirent> {
  try {
    const open = opendirSync(folder)
    try {
      for (let entry = open.readSync(); entry !== null && mayGoOn(); entry = open.readSync()) yield entry
    } finally {
      open.closeSync()
    }
  } catch {
    // It may not be read.
  }
}
