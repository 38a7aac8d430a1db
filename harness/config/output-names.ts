/** Names under which the files of a configuration are written: as the user has them, unless a character could mean something. */

/** Letters, digits and what is plain in both products' languages, in their quotes and in masks; blanks only within. */
const PLAIN = /^(?! )[\p{L}\p{N} _.@+,=%~-]+(?<! )$/u
/** Bytes of a file name on Linux. */
const LONGEST = 200

/**
 * A file or folder name with any other character (quotes, `;`, `{`, `$`, `#`, `*`, `[`, control characters, what was not UTF-8) is
 * replaced by a generated one; its folders and its extension-less place in the tree stay apart from every other.
 * @param keys files of the tree, with `/`
 * @param reserved names that no file of the tree may get
 * @returns key → name to write it under, each of them once
 */
export function outputNames(keys: readonly string[], reserved: readonly string[] = []): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set(reserved)
  let serial = 0
  for (const key of keys) {
    let name = isPlain(key) ? key : undefined
    while (name === undefined || taken.has(name)) name = `sse-compat-files/${++serial}.conf`
    taken.add(name)
    names.set(key, name)
  }
  return names
}

function isPlain(key: string): boolean {
  const parts = key.split('/')
  return (
    !key.startsWith('sse-compat-files/') &&
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
