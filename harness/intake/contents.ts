/** Reads the contents of the files that were found. */

import { type ConfigLanguage, SseCompatError } from '../model/index.ts'
import type { Found } from './files.ts'
import type { IntakeFile } from './intake-file.ts'
import { type KnownNames, withoutTemplateEnding } from './known-names.ts'
import { readFound } from './read-file.ts'
import { includedIn } from './read-includes.ts'
import { decode } from './text-encoding.ts'

export function readBytes({ path, key, stats }: Found): Buffer {
  let bytes: Buffer | undefined
  try {
    bytes = readFound(path, stats)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new SseCompatError('bad-file', code === 'EACCES' ? 'it may not be read by this user' : 'it cannot be read', {
      where: key,
    })
  }
  if (bytes !== undefined) return bytes
  throw new SseCompatError('bad-file', 'it changed while it was read', { where: key, advice: 'run the command again' })
}

/** The main file has to be a text; other files that are not text are skipped. */
export function readAll(
  found: readonly Found[],
  main: string | undefined,
  notes: string[],
): Record<string, IntakeFile> {
  const files: Record<string, IntakeFile> = {}
  const keys = new Set(found.map(({ key }) => key))
  for (const each of found) {
    try {
      const plain = withoutTemplateEnding(each.key)
      const key = each.key === main || keys.has(plain) ? each.key : plain
      files[key] = { path: each.path, ...decode(readBytes(each), each.key) }
    } catch (error) {
      if (!(error instanceof SseCompatError) || each.key === main) throw error
      notes.push(`${each.key}: left out, ${error.message}`)
    }
  }
  return files
}

/** Maximum depth of includes through files whose names do not identify them. */
const MAX_ROUNDS = 30

/**
 * Adds files that an include names, whatever their own names are.
 * @param others files whose names do not identify them as part of a configuration
 * @param base as for `includedIn`
 */
export function withIncluded(
  files: Readonly<Record<string, IntakeFile>>,
  others: readonly Found[],
  languages: readonly ConfigLanguage[],
  notes: string[],
  base = '',
): Readonly<Record<string, IntakeFile>> {
  let all = files
  let left = others
  for (let round = 0; round < MAX_ROUNDS && left.length > 0; round += 1) {
    const texts = Object.fromEntries([
      ...Object.entries(all).map(([key, { text }]) => [key, text]),
      ...left.map(({ key }) => [key, '']),
    ])
    const included = includedIn(texts, languages, base)
    const more = left.filter(({ key }) => included.has(key))
    if (more.length === 0) break
    all = { ...all, ...readAll(more, undefined, notes) }
    left = left.filter(({ key }) => !included.has(key))
  }
  return all
}

/** The copy of a tree in a repository often lacks the links that enable sites; then all sites are enabled. */
export function enabled(
  files: Readonly<Record<string, IntakeFile>>,
  { switchedOn }: Pick<KnownNames, 'switchedOn'>,
  notes: string[],
): Readonly<Record<string, IntakeFile>> {
  const keys = Object.keys(files)
  const isIn = (key: string, folder: string): boolean => `/${key}`.includes(`/${folder}/`)
  const linked = switchedOn.flatMap(([links, all]) => {
    if (keys.some((key) => isIn(key, links))) return []
    return Object.entries(files)
      .filter(([key]) => isIn(key, all))
      .map(([key, file]) => [key.replace(`${all}/`, `${links}/`), file] as const)
  })
  if (linked.length > 0) notes.push('there is no enabled site: all that are available are taken')
  return { ...files, ...Object.fromEntries(linked) }
}
