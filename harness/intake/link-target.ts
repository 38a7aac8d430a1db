/**
 * Where a link of a folder leads, if that is inside of the folder. Nothing outside of it is looked at: even to ask whether a path exists
 * can mount a file system of another machine, and the folder may be a stranger's.
 */
import { lstatSync, readlinkSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'

export type LinkTarget = { readonly path: string } | 'outside' | 'missing'

/** The system's own limit for links on one path. */
const MAX_LINKS = 40

const isInside = (folder: string, path: string): boolean => path === folder || path.startsWith(folder + sep)

/** Whether there is anything with this path, a link included. */
export const hasEntry = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined

/**
 * @param top the folder, without links in its path; so is `directory`, which has the link
 * @param to the link's text; an absolute one may have been made for the folder's original location
 */
export function linkTarget(top: string, directory: string, to: string): LinkTarget {
  const target = resolve(directory, to)
  const own = resolveInside(top, target)
  if (typeof own === 'object') return own
  const parts = relative('/', target).split(sep)
  for (let skipped = 0; skipped < parts.length; skipped++) {
    const found = resolveInside(top, join(top, ...parts.slice(skipped)))
    if (typeof found === 'object') return found
  }
  return own
}

/** The path without links, each of which is followed while it leads into the folder. */
export function resolveInside(top: string, path: string): LinkTarget {
  let links = 0
  let at = top
  if (!isInside(top, path)) return 'outside'
  let left = partsBelow(top, path)
  while (left.length > 0) {
    const [name = '', ...rest] = left
    const next = join(at, name)
    try {
      if (lstatSync(next).isSymbolicLink()) {
        const target = resolve(at, readlinkSync(next))
        if (!isInside(top, target)) return 'outside'
        if (++links > MAX_LINKS) return 'missing'
        left = [...partsBelow(top, target), ...rest]
        at = top
        continue
      }
    } catch {
      return 'missing'
    }
    at = next
    left = rest
  }
  return { path: at }
}

const partsBelow = (top: string, path: string): string[] =>
  relative(top, path)
    .split(sep)
    .filter((part) => part !== '')
