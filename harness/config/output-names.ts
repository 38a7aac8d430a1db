/** Names under which the files of a configuration are written: as the user has them, unless a character could mean something. */

/** Letters, digits and what is plain in both products' languages, in their quotes and in masks; blanks only within. */
const PLAIN = /^(?! )[\p{L}\p{N} _.@+,=%~-]+(?<! )$/u
/** Bytes of a file name: Linux takes 255. And of a whole path, which takes 4096 with the folder that it is in. */
const LONGEST = 200
const LONGEST_PATH = 1000
/** Files and folders of the harness's own are named so. */
const OWN = /^sse-compat-/
/** Of files with generated names. */
const FILES = 'sse-compat-files'
/** Folders of one path that are looked at: a longer one gets a generated name. */
const MOST_FOLDERS = 500

/**
 * A file or folder name with any other character (quotes, `;`, `{`, `$`, `#`, `*`, `[`, control characters, what was not UTF-8) is
 * replaced by a generated one; its folders and its extension-less place in the tree stay apart from every other.
 * @param keys files of the tree, with `/`
 * @param reserved names that no file of the tree may get
 * @returns key → name to write it under, each of them once
 */
export function outputNames(keys: readonly string[], reserved: readonly string[] = []): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  // A template may get the name of a folder that lies beside it.
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

/** `a` and `a/b` of `a/b/c`. */
const foldersOf = (key: string): string[] =>
  [...key.matchAll(/\//g)].slice(0, MOST_FOLDERS).map(({ index }) => key.slice(0, index))

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
