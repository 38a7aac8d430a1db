// The Node that npm installs. Its package has no binary: an install script downloads one from the registry, which no entry of
// package-lock.json covers. So the set-up compares its SHA-256 with scripts/node-binary.json before running it.

import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** @typedef {{ version: string, sha256: Record<string, string> }} Pins by platform, e.g. `linux-x64` */

const PINS = JSON.parse(readFileSync(new URL('node-binary.json', import.meta.url), 'utf8'))
const PLATFORM = `${process.platform}-${process.arch}`

const stampFile = (/** @type {string} */ root) => join(root, '.cache/node-binary.json')
const binaryFile = (/** @type {string} */ root) =>
  join(root, process.platform === 'win32' ? 'node_modules/node/bin/node.exe' : 'node_modules/.bin/node')

/**
 * The contents of the stamp after the binary has been verified. Comparing it takes no time, while hashing takes a quarter of a
 * second. A program cannot set back the time of the last change of the inode (ctime).
 * @param {string} root
 * @param {string | undefined} pinned
 */
function stampOf(root, pinned) {
  const { dev, ino, size, mtimeMs, ctimeMs } = statSync(binaryFile(root))
  return JSON.stringify({ pinned: pinned ?? 'unpinned', dev, ino, size, mtimeMs, ctimeMs })
}

/**
 * The binary was verified by an earlier set-up and is unchanged since, or there is none.
 * @param {string} root @param {{ pins?: Pins, platform?: string }} [options]
 */
export function isNodeVerified(root, { pins = PINS, platform = PLATFORM } = {}) {
  if (!statSync(binaryFile(root), { throwIfNoEntry: false })) return true
  try {
    return readFileSync(stampFile(root), 'utf8') === stampOf(root, pins.sha256[platform])
  } catch {
    return false
  }
}

/**
 * Hashes the binary unless that was done before, and records the result. A binary that differs is unlinked, so that npm, which
 * puts node_modules/.bin first on PATH, does not run the next set-up with it.
 * @param {string} root
 * @param {{ pins?: Pins, platform?: string }} [options]
 * @returns {{ refused: boolean, line?: string }} `line` is for the user
 */
export function verifyNode(root, { pins = PINS, platform = PLATFORM } = {}) {
  if (isNodeVerified(root, { pins, platform })) return { refused: false }
  const pinned = pins.sha256[platform]
  // Read before hashing, so that a change in the meantime makes the stamp invalid.
  const stamp = stampOf(root, pinned)
  const found = pinned === undefined ? undefined : sha256(binaryFile(root))
  if (found !== pinned) {
    rmSync(binaryFile(root))
    const line =
      `${binaryFile(root)} is not the pinned Node ${pins.version} for ${platform}: its SHA-256 is ${found}, ` +
      `expected ${pinned}; it was unlinked, not run. Start again to reinstall; if it persists, report it (SECURITY.md)`
    return { refused: true, line }
  }
  mkdirSync(dirname(stampFile(root)), { recursive: true })
  writeFileSync(stampFile(root), stamp)
  if (pinned !== undefined) return { refused: false }
  return { refused: false, line: `no SHA-256 is pinned for Node on ${platform}: its binary was not verified` }
}

/** @param {string} file */
function sha256(file) {
  const hash = createHash('sha256')
  const chunk = Buffer.alloc(1 << 20)
  const handle = openSync(file, 'r')
  try {
    for (let length = readSync(handle, chunk); length > 0; length = readSync(handle, chunk)) {
      hash.update(chunk.subarray(0, length))
    }
  } finally {
    closeSync(handle)
  }
  return hash.digest('hex')
}
