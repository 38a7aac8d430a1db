// The set-up's last step, with a Node that runs TypeScript: makes sure that proxies can run. Exits with 2 and one line when no
// proxy can run at all.

import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { provision } from '../harness/builds/provision.ts'
import { compileCode } from '../harness/diagnose/compiled-code.ts'
import { adapterFiles, noteGround } from './provision-state.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const say = (/** @type {string} */ line) => process.stderr.write(`sse-compat: ${line}\n`)

try {
  const modules = await Promise.all(adapterFiles(root).map((file) => import(file)))
  const adapters = modules.map(({ adapter }) => adapter).filter(({ executables }) => executables.length > 0)
  const cache = join(root, '.cache')
  noteGround(root, [...(await provision({ adapters, cache, onProgress: say }))])
  await compileCode(cache)
} catch (error) {
  say([error.message, error.advice].filter(Boolean).join('; '))
  process.exitCode = 2
}
