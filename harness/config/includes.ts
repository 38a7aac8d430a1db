/** Finds the files of a configuration tree that an include names, wherever the tree stood on its own machine. */

import type { ConfigTree } from '../model/index.ts'
import { matches } from './safe-regexp.ts'

export interface Included {
  /** Keys of the tree, in alphabetical order as proxies read them. */
  readonly files: readonly string[]
  /** The pattern, from the tree's top, that finds them there; undefined where the one that was written does so. */
  readonly moved: string | undefined
}

export const isMask = (path: string): boolean => /[*?[]/.test(path)

/**
 * @param base folder that a relative pattern starts from, as a key's front part: '' or `etc/nginx/`
 * @param pattern path or mask as it is written; of an absolute one, and of one that is not below `base`, ever shorter ends are tried
 * @param within files that include this one: no mask finds them
 */
export function findIncluded(tree: ConfigTree, base: string, pattern: string, within: readonly string[]): Included {
  if (!pattern.startsWith('/')) {
    const plain = normalise(base + pattern)
    const files = matching(tree, plain)
    // What `..` leads to is another place there than here.
    if (files.length > 0) return { files, moved: pattern.split('/').includes('..') ? plain : undefined }
  }
  for (const end of ends(normalise(pattern))) {
    const files = matching(tree, end).filter((file) => !isMask(pattern) || !within.includes(file))
    if (files.length > 0) return { files, moved: end }
  }
  return { files: [], moved: undefined }
}

/** `a/b/` of `a/b/c`, '' of `c`. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** `etc/nginx/conf.d/*.conf` → itself, `nginx/conf.d/*.conf`, `conf.d/*.conf`; a mask keeps its last folder. */
function ends(path: string): string[] {
  const parts = path.split('/')
  return parts
    .map((_, index) => parts.slice(index).join('/'))
    .slice(0, isMask(path) && parts.length > 1 ? -1 : undefined)
}

function matching(tree: ConfigTree, pattern: string): string[] {
  if (!isMask(pattern)) return Object.hasOwn(tree, pattern) ? [pattern] : []
  // A mask finds no file whose name starts with a dot.
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\[!/g, '[^')
    .replace(/(^|\/)(?=[*?])/g, '$1(?!\\.)')
    .replace(/(?<!\()\?/g, '[^/]')
    .replace(/\*/g, '[^/]*')
  try {
    const mask = new RegExp(`^${source}$`)
    return Object.keys(tree)
      .filter((file) => matches(mask, file))
      .sort()
  } catch {
    return []
  }
}

/** Without `.`, `..` and a slash in front. */
function normalise(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
