/** Parts of this project, each a folder: in the tree, and in folders outside of it that somebody names. */
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SseCompatError } from '../model/index.ts'
import { CODE, TOP } from './folders.ts'
import { partFault } from './part-fault.ts'

/** Kinds of parts, each a folder that has a folder for each part. */
const KINDS = ['scenarios', 'proxies', 'servers', 'reports/formats'] as const
/** Formats of `check` are in the tree only: it reads no parts from elsewhere. */
export type PartKind = (typeof KINDS)[number] | 'reports/check-formats'

/** The checkout writes `.ts`, the published package has `.js`; outside of both it may be any that Node runs. */
const EXTENSIONS = ['.ts', '.js', '.mjs']

export interface Part {
  /** Name of its folder. */
  readonly id: string
  /** Where its code is. */
  readonly code: string
  /** Where its other files are: in the published package they are not beside the code. */
  readonly files: string
}

/**
 * Folders that hold parts, given by somebody: each has some of the folders `scenarios`, `proxies`, `servers`, `reports/formats`.
 * Code in them runs as this program does, so they come from an option only, never from a configuration under test.
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
 * Those of one kind, in the tree and in the folders given, by id.
 * @throws SseCompatError `bad-part` where two have one id
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

/** A folder whose name begins with `_` is shared by the others, e.g. `proxies/_kit`. */
export async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
    .map(({ name }) => name)
    .sort()
}

/** Names of folders; in the published package the code is beside the files, and either may be missing. */
async function namesIn(...folders: readonly string[]): Promise<string[]> {
  const all = await Promise.all([...new Set(folders)].filter(existsSync).map(foldersIn))
  return [...new Set(all.flat())]
}

/** What one file of a part exports; undefined where there is no such file. @throws SseCompatError `bad-part` */
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

/** @throws SseCompatError `bad-part` for one that lacks a field, or has another id than its folder */
export function checkPart(part: Part, value: object, fields: readonly string[]): void {
  const missing = fields.filter((field) => !(field in value))
  const { id = part.id } = value as { readonly id?: unknown }
  const wrong = id === part.id ? [] : [`its id is "${String(id)}", and not the name of its folder`]
  const faults = [...(missing.length === 0 ? [] : [`lacks ${missing.join(', ')}`]), ...wrong]
  if (faults.length > 0) throw new SseCompatError('bad-part', faults.join('; '), { where: shown(part.code) })
}

/** From the top of the tree, for what is in it. */
export function shown(file: string): string {
  const path = relative(TOP, file)
  return path.startsWith('..') ? file : path
}
