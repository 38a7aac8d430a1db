// What set-up found or made for the proxies to run from, noted so that the next start need not look again.

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { TOOLS } from '../harness/debian/debian-root.mjs'

const file = (/** @type {string} */ root) => join(root, '.cache/setup.json')

/** Each product's adapter, as it is now: a changed one may ask for other packages. @param {string} root */
function adaptersNow(root) {
  return adapterFiles(root).map((path) => {
    const { mtimeMs, size } = statSync(path)
    return `${path} ${mtimeMs} ${size}`
  })
}

/** @param {string} root the repository's folder */
export function adapterFiles(root) {
  return readdirSync(join(root, 'proxies'))
    .sort()
    .map((product) => join(root, 'proxies', product, 'adapter.ts'))
    .filter((path) => existsSync(path))
}

/** Adapters and tools unchanged and everything noted still there. @param {string} root */
export function isGrounded(root) {
  try {
    const { adapters, tools, needs } = JSON.parse(readFileSync(file(root), 'utf8'))
    const same = JSON.stringify([adapters, tools]) === JSON.stringify([adaptersNow(root), TOOLS])
    return same && needs.every(existsSync)
  } catch {
    return false
  }
}

/** @param {string} root @param {string[]} needs files that must be there for proxies to run */
export function noteGround(root, needs) {
  mkdirSync(dirname(file(root)), { recursive: true })
  writeFileSync(file(root), JSON.stringify({ adapters: adaptersNow(root), tools: TOOLS, needs }))
}
