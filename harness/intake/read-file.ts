/** Reads a file as it was when it was found: its folder may be changed by others meanwhile. */

import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'

/** What identifies a file, and its length. */
export type Found = Pick<Stats, 'ino' | 'dev' | 'size'>

/**
 * @param path not a link
 * @returns undefined for a file that has become another one, a link, a pipe, or longer or shorter
 * @throws the system's error where it cannot be opened
 */
export function readFound(path: string, { ino, dev, size }: Found): Buffer | undefined {
  // A pipe would block until somebody writes to it.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const now = fstatSync(descriptor)
    if (!now.isFile() || now.ino !== ino || now.dev !== dev || now.size !== size) return undefined
    const bytes = Buffer.alloc(size)
    let read = 0
    while (read < size) {
      const more = readSync(descriptor, bytes, read, size - read, read)
      if (more === 0) return undefined
      read += more
    }
    return bytes
  } finally {
    closeSync(descriptor)
  }
}
