// Records what the set-up found or made for running proxies, so that the next start need not search again.

import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { TOOLS } from '../harness/debian/debian-root.mjs'

const file = (/** @type {string} */ root) => join(root, '.cache/setup.json')

/** Path, time and size of each product's adapter: a changed adapter may need other packages. @param {string} root */
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

/** Whether adapters and tools are unchanged and all recorded files still exist. @param {string} root */
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
