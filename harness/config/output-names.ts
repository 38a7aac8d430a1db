/** File names under which a configuration is written: the user's names, except where a character could be syntax. */

/** Letters, digits, and characters that have no special meaning in either product's language, in quotes or in masks; spaces only inside. */
const PLAIN = /^(?! )[\p{L}\p{N} _.@+,=%~-]+(?<! )$/u
/** Bytes of a file name: Linux allows 255. Also the limit for a whole path, which may have 4096 including the folder that it is in. */
const LONGEST = 200
const LONGEST_PATH = 1000
/** Files and folders of the harness itself have such names. */
const OWN = /^sse-compat-/
/** Folder of files with generated names. */
const FILES = 'sse-compat-files'
/** Maximum number of folders in a path; a longer path gets a generated name. */
const MAX_FOLDERS = 500

/**
 * A path with any other character (quotes, `;`, `{`, `$`, `#`, `*`, `[`, control characters, bytes that were not UTF-8) is
 * replaced by a generated one. No two files get the same name, and no file gets the name of a folder.
 * @param keys files of the tree, with `/`
 * @param reserved names that no file of the tree may get
 * @returns key → name to write it under, each of them once
 */
export function outputNames(keys: readonly string[], reserved: readonly string[] = []): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  // A template's generated file may have the name of a folder beside it.
  const folders = new Set(keys.flatMap(foldersOf))
  const taken = new Set(reserved)
  let serial = 0
  for (const key of keys) {
    let name = isPlain(key) && !folders.has(key) ? key : undefined
    while (name === undefined || taken.has(name)) name = `${FILES}/${++serial}.conf`
    taken.add(name)
    names.set(key, name)
  }
  return names
}

/** `a` and `a/b` for `a/b/c`. */
const foldersOf = (key: string): string[] =>
  [...key.matchAll(/\//g)].slice(0, MAX_FOLDERS).map(({ index }) => key.slice(0, index))

function isPlain(key: string): boolean {
  const parts = key.split('/')
  return (
    Buffer.byteLength(key) <= LONGEST_PATH &&
    key !== FILES &&
    !parts.slice(0, -1).some((folder) => OWN.test(folder)) &&
    parts.every(
      (part) =>
        PLAIN.test(part) &&
        part !== '.' &&
        part !== '..' &&
        !part.includes('\uFFFD') &&
        Buffer.byteLength(part) <= LONGEST,
    )
  )
}
