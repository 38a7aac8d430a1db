/** A link that is stored as a file with its target as text, as git checks it out with `core.symlinks=false`. */
import type { Stats } from 'node:fs'
import { readFound } from './read-file.ts'

/** No configuration of any product is one such word without a line end. */
const TARGET = /^(?:\.\.?)?\/[^\s;{}<>"'#$]*[^\s;{}<>"'#$/]$/
/** The system's limit for a path. */
const MAX_BYTES = 4096

/** The target as it is written; undefined where the file is something else. */
export function linkTextOf(path: string, stats: Stats): string | undefined {
  if (stats.size === 0 || stats.size > MAX_BYTES) return undefined
  try {
    const text = readFound(path, stats)?.toString('utf8') ?? ''
    return TARGET.test(text) ? text : undefined
  } catch {
    // What cannot be read is reported where it is needed.
    return undefined
  }
}
