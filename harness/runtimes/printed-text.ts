/**
 * Reads the output of a proxy from its own folder. The proxy can write there, so it can replace the file: by a link to a file of
 * this user's, by a pipe that blocks its reader, or by more text than fits into memory.
 */

import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/** Bytes that are read from the beginning, and from the end of longer output. The longest known output has 2 MB. */
const MAX = 16 * 2 ** 20

/** '' for anything that is not an ordinary file with only this name, or cannot be read. */
export function printedText(file: string, most = MAX): string {
  let descriptor: number | undefined
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const found = fstatSync(descriptor)
    // More than one name: a hard link to a file that the proxy itself may not read.
    if (!found.isFile() || found.nlink !== 1) return ''
    if (found.size <= 2 * most) return textAt(descriptor, 0, found.size)
    const left = found.size - 2 * most
    const [first, last] = [textAt(descriptor, 0, most), textAt(descriptor, found.size - most, most)]
    return `${first}\n[${left} bytes of output are left out here]\n${last}`
  } catch {
    return ''
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

function textAt(descriptor: number, position: number, length: number): string {
  const bytes = Buffer.alloc(length)
  let read = 0
  while (read < length) {
    const more = readSync(descriptor, bytes, read, length - read, position + read)
    if (more === 0) break
    read += more
  }
  return bytes.toString('utf8', 0, read)
}
