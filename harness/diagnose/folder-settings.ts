/** Files of settings in the folders that a product serves: they are looked for and named, since they are not part of what is tested. */
import type { Stats } from 'node:fs'
import { readFound } from '../intake/read-file.ts'
import { MAX_BYTES, MAX_NOTES, MAX_OTHER } from '../intake/size-limits.ts'
import { decode } from '../intake/text-encoding.ts'
import { type Adapter, type BuildFacts, type ConfigTree, type NotTested, SseCompatError } from '../model/index.ts'
import { keepConfiguration } from './report/redacted.ts'
import { filesBelow, filesIn } from './served-folders.ts'

export interface FoundSettings {
  /** Lines in them that pass requests on. */
  readonly notTested: readonly NotTested[]
  /** For people: the other files. */
  readonly notes: readonly string[]
}

/** Where such files are looked for. */
export interface Around {
  /** The folder that was given; undefined where a file was, or standard input: what is beside it was not given. */
  readonly given: string | undefined
  /** Whether the configuration is installed on this machine: else nothing that it names is looked for. */
  readonly isInstalled: boolean
}

/** @throws SseCompatError where the configuration cannot be parsed */
export function findFolderSettings(
  config: ConfigTree,
  { given, isInstalled }: Around,
  { folderSettings: settings, notTested }: Pick<Adapter, 'folderSettings' | 'notTested'>,
  build: BuildFacts,
): FoundSettings {
  if (settings === undefined) return { notTested: [], notes: [] }
  const below = given === undefined ? [] : filesBelow(given, settings.file)
  const allowed = isInstalled ? settings.folders(config) : []
  const found = [
    ...below.filter(({ where }) => config[where] === undefined),
    ...filesIn(allowed, settings.file).filter(({ path }) => !below.some((one) => one.path === path)),
  ]
  const parts: NotTested[] = []
  const notes: string[] = []
  let bytes = 0
  let unnoted = 0
  for (const { path, stats, where, by } of found) {
    const isTooMuch = stats.size > MAX_OTHER || bytes + stats.size > MAX_BYTES
    if (isTooMuch || parts.length + notes.length >= MAX_NOTES) {
      unnoted += 1
      continue
    }
    bytes += stats.size
    const text = textOf(path, stats)
    if (text === undefined) continue
    // Its lines are quoted.
    keepConfiguration({ config: { [where]: text }, files: {} })
    const own = partsOf(() => notTested?.(settings.within(text), build))
    const allows = by === undefined ? '' : ` (allowed by ${by})`
    if (own.length === 0) notes.push(`${where}: not read${allows}: ${settings.says}.`)
    parts.push(...own.slice(0, MAX_NOTES).map((part) => ({ ...part, where: where + lineOf(part, settings.file) })))
  }
  if (unnoted > 0) notes.push(`${unnoted} more files ${settings.file} were not read`)
  return { notTested: parts, notes }

  /** A file that cannot be parsed is only named. */
  function partsOf(read: () => readonly NotTested[] | undefined): readonly NotTested[] {
    try {
      return read()?.filter(({ kind, where }) => kind === 'protocol' && where.startsWith(`${settings?.file}:`)) ?? []
    } catch (error) {
      if (error instanceof SseCompatError) return []
      throw error
    }
  }
}

/** The file's own name is replaced by its path, which may contain anything. */
const lineOf = ({ where }: NotTested, file: string): string => where.slice(file.length)

function textOf(path: string, stats: Stats): string | undefined {
  try {
    const bytes = readFound(path, stats)
    return bytes && decode(bytes, path).text
  } catch {
    // It may not be read: then nothing is known of it.
    return undefined
  }
}
