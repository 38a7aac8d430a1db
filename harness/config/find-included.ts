/** Finds the files of a configuration tree that an include names, also where the tree was copied from another location. */

import type { ConfigTree } from '../model/index.ts'

export interface Included {
  /** Keys of the tree, in alphabetical order, as proxies read them. */
  readonly files: readonly string[]
  /** The pattern, relative to the tree's top, that finds them in the tree; undefined where the written pattern does. */
  readonly moved: string | undefined
}

export const isMask = (path: string): boolean => /[*?[]/.test(path)

/**
 * @param base folder that a relative pattern starts from, as a prefix of keys: '' or `etc/nginx/`
 * @param pattern path or mask as written; for an absolute one, and one outside of `base`, ever shorter ends of it are tried, from `base` and
 * from the tree's top: a repository often has the folder of a configuration under another name
 * @param within files that include this one: masks do not match them
 */
export function findIncluded(tree: ConfigTree, base: string, pattern: string, within: readonly string[]): Included {
  if (pattern.length > LONGEST) return { files: [], moved: undefined }
  if (!pattern.startsWith('/')) {
    const plain = normalise(base + pattern)
    const files = matching(tree, plain)
    // With `..`, the pattern may lead to a different folder in the sandbox.
    if (files.length > 0) return { files, moved: pattern.split('/').includes('..') ? plain : undefined }
  }
  for (const end of ends(normalise(pattern)))
    for (const moved of new Set([base + end, end])) {
      const files = matching(tree, moved).filter((file) => !isMask(pattern) || !within.includes(file))
      if (files.length > 0) return { files, moved }
    }
  return { files: [], moved: undefined }
}

/** `a/b/` for `a/b/c`, '' for `c`. */
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

/** No system supports a longer path. */
const LONGEST = 4096
/** Maximum number of path components that are tried, from the end: no file of a tree lies deeper. */
const MAX_PARTS = 50
/**
 * A mask without its folder is used only with this many letters in front, as in `nginx.ssl.conf_*`: such a mask names a kind of
 * file, `*.conf` does not.
 */
const SELECTIVE = /^[^*?[]{3}/

/** `etc/nginx/conf.d/*.conf` → itself, `nginx/conf.d/*.conf`, `conf.d/*.conf`; a mask for any file keeps its last folder. */
function ends(path: string): string[] {
  const parts = path.split('/').slice(-MAX_PARTS)
  const keepsFolder = isMask(path) && parts.length > 1 && !SELECTIVE.test(parts.at(-1) ?? '')
  return parts.map((_, index) => parts.slice(index).join('/')).slice(0, keepsFolder ? -1 : undefined)
}

function matching(tree: ConfigTree, pattern: string): string[] {
  if (!isMask(pattern)) return Object.hasOwn(tree, pattern) ? [pattern] : []
  const masks = pattern.split('/').map((part) => (isMask(part) ? readMask(part) : part))
  const fitsAt = (name: string, mask: string | readonly Piece[] = ''): boolean =>
    typeof mask === 'string' ? name === mask : fits(name, mask)
  return (byDepth(tree).get(masks.length) ?? [])
    .filter(({ names }) => names.every((name, at) => fitsAt(name, masks[at])))
    .map(({ file }) => file)
    .sort()
}

interface Parted {
  readonly file: string
  readonly names: readonly string[]
}

const parted = new WeakMap<ConfigTree, ReadonlyMap<number, readonly Parted[]>>()

/** The files by the number of parts of their paths: thousands of masks may be tried on thousands of files. */
function byDepth(tree: ConfigTree): ReadonlyMap<number, readonly Parted[]> {
  const known = parted.get(tree)
  if (known !== undefined) return known
  const all = Object.keys(tree).map((file) => ({ file, names: file.split('/') }))
  const found = Map.groupBy(all, ({ names }) => names.length)
  parted.set(tree, found)
  return found
}

/**
 * One element of a mask: a literal character, any character (`?`), one of a set (`[a-z]`, `[!a-z]`), or any number of any
 * characters (`*`).
 */
type Piece = string | { readonly any: true } | { readonly set: RegExp } | { readonly many: true }

function readMask(mask: string): readonly Piece[] {
  const pieces: Piece[] = []
  for (let at = 0; at < mask.length; ) {
    const character = String.fromCodePoint(mask.codePointAt(at) ?? 0)
    const from = at + (/[!^]/.test(mask[at + 1] ?? '') ? 2 : 1)
    // A `]` in the first position is a member of the set.
    const end = character === '[' ? mask.indexOf(']', from + 1) : -1
    pieces.push(
      end >= 0
        ? { set: setOf(mask.slice(from, end), from === at + 2) }
        : character === '*'
          ? { many: true }
          : character === '?'
            ? { any: true }
            : character,
    )
    at = end < 0 ? at + character.length : end + 1
  }
  return pieces
}

function setOf(characters: string, isNegated: boolean): RegExp {
  try {
    return new RegExp(`^[${isNegated ? '^' : ''}${characters.replace(/[\\\]^[]/g, '\\$&')}]$`, 'u')
  } catch {
    // An invalid range such as `[z-a]` matches no character.
    return /$^/
  }
}

/** Takes at most time proportional to the name's length × the mask's length. A mask matches no name that starts with a dot. */
function fits(name: string, mask: readonly Piece[]): boolean {
  const first = mask[0]
  if (name.startsWith('.') && typeof first === 'object') return false
  const characters = [...name]
  let at = 0
  let piece = 0
  let back: { at: number; piece: number } | undefined
  while (at < characters.length) {
    const one = mask[piece]
    if (typeof one === 'object' && 'many' in one) {
      back = { at, piece }
      piece++
    } else if (one !== undefined && isOne(characters[at] ?? '', one)) {
      at++
      piece++
    } else if (back !== undefined) {
      back = { at: back.at + 1, piece: back.piece }
      at = back.at
      piece = back.piece + 1
    } else return false
  }
  return mask.slice(piece).every((rest) => typeof rest === 'object' && 'many' in rest)
}

const isOne = (character: string, piece: Piece): boolean =>
  typeof piece === 'string' ? character === piece : 'set' in piece ? piece.set.test(character) : true

/** Without `.`, `..` and a leading slash. */
function normalise(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}
