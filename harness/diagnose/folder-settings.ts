/** Files of settings in the folders that a product serves: they are looked for and named, since they are not part of what is tested. */
import { lstatSync, readdirSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { readFound } from '../intake/read-file.ts'
import { MAX_OTHER } from '../intake/size-limits.ts'
import { decode } from '../intake/text-encoding.ts'
import { type Adapter, type BuildFacts, type ConfigTree, type NotTested, SseCompatError } from '../model/index.ts'

/** Folders that are looked into. */
const MAX_FOLDERS = 1000
const MAX_DEPTH = 6
/** Their files are not served. */
const PASSED_OVER = /^(\.git|\.svn|\.hg|node_modules)$/

export interface FoundSettings {
  /** Lines in them that pass requests on. */
  readonly notTested: readonly NotTested[]
  /** For people: the other files. */
  readonly notes: readonly string[]
}

/**
 * @param top the folder that the configuration is from; undefined where that is not on this machine
 * @throws SseCompatError where the configuration cannot be parsed
 */
export function findFolderSettings(
  config: ConfigTree,
  top: string | undefined,
  { folderSettings: settings, notTested }: Pick<Adapter, 'folderSettings' | 'notTested'>,
  build: BuildFacts,
): FoundSettings {
  if (settings === undefined || top === undefined) return { notTested: [], notes: [] }
  const allowed = settings.folders(config)
  const below = filesBelow(top, settings.file)
    .filter((key) => config[key] === undefined)
    .map((key) => ({ path: join(top, key), where: key, by: undefined }))
  const served = allowed
    .filter(({ folder }) => isAbsolute(folder))
    .map(({ folder, where: by }) => ({ path: join(folder, settings.file), where: join(folder, settings.file), by }))
    .filter(({ path }) => !below.some((one) => one.path === path))
  const parts: NotTested[] = []
  const notes: string[] = []
  for (const { path, where, by } of [...below, ...served]) {
    const text = textOf(path)
    if (text === undefined) continue
    const own = partsOf(() => notTested?.(settings.within(where, text), build))
    parts.push(...own)
    const allows = by === undefined ? '' : ` (allowed by ${by})`
    if (own.length === 0) notes.push(`${where}: not read${allows}: ${settings.says}.`)
  }
  return { notTested: parts, notes }
}

/** A file that cannot be parsed is only named. */
function partsOf(read: () => readonly NotTested[] | undefined): readonly NotTested[] {
  try {
    return read()?.filter(({ kind }) => kind === 'protocol') ?? []
  } catch (error) {
    if (error instanceof SseCompatError) return []
    throw error
  }
}

function textOf(path: string): string | undefined {
  try {
    const stats = lstatSync(path)
    const bytes = stats.isFile() && stats.size <= MAX_OTHER ? readFound(path, stats) : undefined
    return bytes && decode(bytes, path).text
  } catch {
    // It is missing, or may not be read: then nothing is known of it.
    return undefined
  }
}

/** Paths relative to the folder. Links are not followed. */
function filesBelow(top: string, name: string): readonly string[] {
  const found: string[] = []
  let looked = 0
  const visit = (front: string, depth: number): void => {
    if (++looked > MAX_FOLDERS) return
    for (const entry of entriesOf(join(top, front))) {
      if (entry.isFile() && entry.name === name) found.push(`${front}${name}`)
      if (entry.isDirectory() && depth < MAX_DEPTH && !PASSED_OVER.test(entry.name))
        visit(`${front}${entry.name}/`, depth + 1)
    }
  }
  visit('', 0)
  return found
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
