/** Loads parts of this project, each a folder: from the tree, and from folders outside of it that a user names. */
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SseCompatError } from '../model/index.ts'
import { CODE, TOP } from './folders.ts'
import { partFault } from './part-fault.ts'

/** Kinds of parts; each is a folder that contains one folder for each part. */
const KINDS = ['scenarios', 'proxies', 'servers', 'reports/formats'] as const
/** Formats of `check` are only in the tree: `check` loads no parts from elsewhere. */
export type PartKind = (typeof KINDS)[number] | 'reports/check-formats'

/** The checkout has `.ts`, the published package `.js`; parts elsewhere may have any extension that Node runs. */
const EXTENSIONS = ['.ts', '.js', '.mjs']

export interface Part {
  /** The name of its folder. */
  readonly id: string
  /** Folder of its code. */
  readonly code: string
  /** Folder of its other files: in the published package they are not beside the code. */
  readonly files: string
}

/**
 * Validates folders of parts that a user gave. Each has some of the folders `scenarios`, `proxies`, `servers`, `reports/formats`.
 * Their code runs with this program's permissions, so they are accepted only from an option, never from a configuration under
 * test.
 * @throws SseCompatError `bad-parts`
 */
export async function checkPartFolders(folders: readonly string[]): Promise<string[]> {
  return Promise.all(
    folders.map(async (folder) => {
      if (folder.trim() === '') {
        const advice = 'Give the folder that has them: see docs/parts.md.'
        throw new SseCompatError('bad-parts', '--parts names no folder: its value is empty', { advice })
      }
      const absolute = resolve(folder)
      if ([TOP, CODE].includes(absolute)) {
        const advice = 'Leave --parts out, or name a folder outside of it.'
        throw new SseCompatError('bad-parts', 'the parts of this folder are there anyhow', { where: folder, advice })
      }
      const isFolder = await stat(absolute).then(
        (found) => found.isDirectory(),
        () => false,
      )
      if (!isFolder || !KINDS.some((kind) => existsSync(join(absolute, kind)))) {
        const message = isFolder ? `no folder of parts: it has none of ${KINDS.join(', ')}` : 'no folder is there'
        throw new SseCompatError('bad-parts', message, { where: folder, advice: 'See docs/parts.md for the layout.' })
      }
      return absolute
    }),
  )
}

/**
 * All parts of one kind, in the tree and in the given folders, by id.
 * @throws SseCompatError `bad-part` where two have the same id
 */
export async function partsOfKind(kind: PartKind, folders: readonly string[]): Promise<Part[]> {
  const places = [{ code: CODE, files: TOP }, ...folders.map((folder) => ({ code: folder, files: folder }))]
  const found = await Promise.all(
    places.map(async ({ code, files }) =>
      (await namesIn(join(files, kind), join(code, kind))).map((id) => ({
        id,
        code: join(code, kind, id),
        files: join(files, kind, id),
      })),
    ),
  )
  const parts = found.flat()
  for (const [index, { id, files }] of parts.entries()) {
    const other = parts.slice(0, index).find((one) => one.id === id)
    if (other === undefined) continue
    const advice = `Rename one of them; the other is ${shown(other.files)}.`
    throw new SseCompatError('bad-part', `"${id}" is there twice in ${kind}`, { where: shown(files), advice })
  }
  return parts.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Folder names that begin with `_` are skipped: those folders are shared by the parts, e.g. `proxies/_kit`. */
export async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map(({ name }) => name)
    .sort()
}

/** Folder names; in the published package code and files are in different folders, and either may be missing. */
async function namesIn(...folders: readonly string[]): Promise<string[]> {
  const all = await Promise.all([...new Set(folders)].filter(existsSync).map(foldersIn))
  return [...new Set(all.flat())]
}

/** One export of a part's file; undefined where the file does not exist. @throws SseCompatError `bad-part` */
export async function loadPart<T>({ code }: Part, name: string, exported: string): Promise<T | undefined> {
  const file = EXTENSIONS.map((extension) => join(code, `${name}${extension}`)).find(existsSync)
  if (file === undefined) return undefined
  let module: Record<string, unknown>
  try {
    module = (await import(pathToFileURL(file).href)) as Record<string, unknown>
  } catch (cause) {
    throw partFault(cause, file)
  }
  if (!(exported in module))
    throw new SseCompatError('bad-part', `does not export "${exported}"`, { where: shown(file) })
  return module[exported] as T
}

/** @throws SseCompatError `bad-part` for a part that lacks a field, or whose id differs from its folder's name */
export function checkPart(part: Part, value: object, fields: readonly string[]): void {
  const missing = fields.filter((field) => !(field in value))
  const { id = part.id } = value as { readonly id?: unknown }
  const wrong = id === part.id ? [] : [`its id is "${String(id)}", and not the name of its folder`]
  const faults = [...(missing.length === 0 ? [] : [`lacks ${missing.join(', ')}`]), ...wrong]
  if (faults.length > 0) throw new SseCompatError('bad-part', faults.join('; '), { where: shown(part.code) })
}

/** Path from the repository's top, for files inside it. */
export function shown(file: string): string {
  const path = relative(TOP, file)
  return path.startsWith('..') ? file : path
}
