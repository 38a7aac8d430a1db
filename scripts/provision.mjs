// Set-up's last step, with a Node that runs TypeScript: sees to it that the proxies can run somehow. In this order:
// on PATH, unpacked from packages, as images. Exits with 2 and one line when no proxy can run at all.

import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findBuilds } from '../harness/builds/find.ts'
import { ensureRoot } from '../harness/builds/images.ts'
import { pathCandidate } from '../harness/builds/local-builds.ts'
import { canMakeRoots, defaultSuite } from '../harness/debian/debian-root.mjs'
import { findEngine } from '../harness/runtimes/docker-engine.ts'
import { adapterFiles, noteGround } from './provision-state.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const say = (/** @type {string} */ line) => process.stderr.write(`sse-compat: ${line}\n`)

/** @returns {Promise<string[]>} files that must be there for it to stay so */
async function ground() {
  const modules = await Promise.all(adapterFiles(root).map((file) => import(file)))
  const adapters = modules.map(({ adapter }) => adapter).filter(({ executables }) => executables.length > 0)
  const onPath = adapters.map((adapter) => pathCandidate(adapter)?.executable)
  if (onPath.every(Boolean)) return onPath

  let why = ''
  if (canMakeRoots()) {
    try {
      const { folder } = await ensureRoot(defaultSuite(), { adapters, root, onProgress: say })
      return [join(folder, 'sse-compat-root.json')]
    } catch (error) {
      why = ` (${error.message})`
    }
  }
  const there = onPath.filter(Boolean)
  const engine = await findEngine()
  if (engine !== undefined) {
    const { builds, missing } = await findBuilds(adapters, { runtime: 'docker', root, onProgress: say })
    for (const { product, why, advice } of missing) say(`no image for ${product}: ${why}; ${advice}`)
    if (builds.length > 0) return [...there, ...(engine.host.startsWith('unix://') ? [engine.host.slice(7)] : [])]
  }
  if (there.length > 0) return there
  const names = adapters.map(({ product }) => product).join(', ')
  throw new Error(`nothing here can run a proxy${why}: install Docker, or one of ${names}, and start again`)
}

try {
  noteGround(root, await ground())
} catch (error) {
  say([error.message, error.advice].filter(Boolean).join('; '))
  process.exitCode = 2
}
