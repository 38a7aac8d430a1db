/** Finds the files of a folder that may belong to a configuration. Follows links only to targets inside the folder. */

import { lstatSync, opendirSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { SseCompatError } from '../model/index.ts'
import type { KnownNames } from './known-names.ts'
import { linkTarget } from './link-target.ts'
import { linkTextOf } from './link-text.ts'
import { MAX_BYTES, MAX_DEPTH, MAX_ENTRIES, MAX_FILES, MAX_FOLDERS, MAX_NOTES, MAX_OTHER } from './size-limits.ts'

export interface Found {
  /** Relative to the folder, with `/`. */
  readonly key: string
  /** The file itself, after following links. */
  readonly path: string
  readonly stats: Stats
}

export interface Listing {
  readonly found: readonly Found[]
  /** Files whose names do not identify them as part of a configuration: they belong to it only if an include names them. */
  readonly others: readonly Found[]
  /** For people: what was skipped, and why. */
  readonly notes: string[]
}

/** Folders that contain no configuration, or only files that must not be read. */
const PASSED_OVER =
  /^(\.git|\.svn|\.hg|node_modules|html|www|htdocs|logs?|cache|modules|private|letsencrypt|certs?|keys?|acme|vendor)$/i
/** Skipped even if an include names them. */
const PRIVATE =
  /(^|\/)(\.ht[^/]*|[^/]*passw[^/]*|\.env[^/]*|id_[dr]sa)$|\.(key|pem|crt|cer|csr|der|p12|pfx|jks|so|gz|bz2|xz|zip|png|jpe?g|gif|ico)$/i
const NOT_FOR_READING =
  /\.(svg|html?|php|js|css|lua|py|pl|sh|md|json|ya?ml|bak|swp|orig|dpkg-\w+|sse-compat-backup)$|~$/i

/**
 * @param folder absolute
 * @throws SseCompatError `too-large` beyond the limits, `bad-file` where the folder itself cannot be read
 */
export function listFiles(folder: string, names: Pick<KnownNames, 'isPart'>, mostEntries = MAX_ENTRIES): Listing {
  const top = realpathSync(folder)
  const found: Found[] = []
  const others: Found[] = []
  const notes: string[] = []
  let bytes = 0
  let folders = 0
  let entries = 0
  let unnoted = 0

  /** For each file there can be one. */
  function note(text: string): void {
    if (notes.length < MAX_NOTES) notes.push(text)
    else unnoted += 1
  }

  function add(key: string, path: string, stats: Stats): void {
    bytes += stats.size
    if (bytes > MAX_BYTES || found.length >= MAX_FILES) {
      throw tooLarge(folder, `more than ${MAX_FILES} files or ${MAX_BYTES / 1e6} MB of them`)
    }
    found.push({ key, path, stats })
  }

  function namesIn(directory: string): string[] {
    const names: string[] = []
    const open = opendirSync(directory)
    try {
      for (let entry = open.readSync(); entry !== null; entry = open.readSync()) {
        if (++entries > mostEntries) throw tooLarge(folder, `more than ${mostEntries} files and folders`)
        names.push(entry.name)
      }
    } finally {
      open.closeSync()
    }
    return names.sort()
  }

  function visit(directory: string, front: string, above: readonly string[]): void {
    // Links can make many paths to the same folder.
    if (++folders > MAX_FOLDERS)
      throw tooLarge(folder, `more than ${MAX_FOLDERS} folders, each as often as links lead to it`)
    const here = realpathSync(directory)
    if (above.includes(here) || above.length > MAX_DEPTH) {
      note(`${front}: a folder that leads back to itself, or too deep, was skipped`)
      return
    }
    for (const name of namesIn(directory)) {
      const key = `${front}${name}`
      const path = join(directory, name)
      try {
        const own = lstatSync(path)
        const to = own.isSymbolicLink() ? readlinkSync(path) : textualLink(key, path, own)
        const leads = to === undefined ? { path } : linkTarget(top, directory, to)
        if (typeof leads !== 'object') {
          note(
            leads === 'outside'
              ? `${key}: a link to a path outside of the folder was skipped`
              : `${key}: a link to ${to}, which does not exist here, was skipped`,
          )
          continue
        }
        const target = leads.path
        if (!own.isSymbolicLink() && target !== path) note(`${key}: a link that is stored as text (${to}) was followed`)
        const kind = statSync(target)
        if (kind.isDirectory()) {
          if (!PASSED_OVER.test(name)) visit(target, `${key}/`, [...above, here])
        } else if (kind.isFile() && mayBeText(key, names)) add(key, target, kind)
        else if (kind.isFile() && mayBeIncluded(key, kind.size) && others.length < MAX_FILES)
          others.push({ key, path: target, stats: kind })
      } catch (error) {
        if (error instanceof SseCompatError) throw error
        note(`${key}: ${(error as NodeJS.ErrnoException).code === 'EACCES' ? 'may not be read' : 'cannot be read'}`)
      }
    }
  }

  function textualLink(key: string, path: string, stats: Stats): string | undefined {
    return stats.isFile() && mayBeText(key, names) ? linkTextOf(path, stats) : undefined
  }

  try {
    visit(top, '', [])
  } catch (error) {
    if (error instanceof SseCompatError) throw error
    const isBarred = (error as NodeJS.ErrnoException).code === 'EACCES'
    const why = isBarred ? 'may not be read by this user' : `cannot be read: ${(error as Error).message}`
    throw new SseCompatError('bad-file', `${folder} ${why}`)
  }
  if (unnoted > 0) notes.push(`${unnoted} more files and folders were skipped for such reasons`)
  return { found, others, notes }
}

const tooLarge = (folder: string, message: string): SseCompatError =>
  new SseCompatError('too-large', message, {
    where: folder,
    advice: 'give the folder that holds the configuration alone, or its main file',
  })

/** A numeric name would sort before the main file, because JavaScript objects order their keys that way. */
export const isKept = (key: string): boolean => !PRIVATE.test(key) && !/^\d+$/.test(key)

const mayBeIncluded = (key: string, bytes: number): boolean => isKept(key) && bytes <= MAX_OTHER

function mayBeText(key: string, { isPart }: Pick<KnownNames, 'isPart'>): boolean {
  if (NOT_FOR_READING.test(key) || !isKept(key)) return false
  // Debian's site files have no extension, or are named after a host.
  return isPart(key) || !key.slice(key.lastIndexOf('/') + 1).includes('.')
}
