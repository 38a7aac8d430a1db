// Builds `dist` for publishing: compiled TypeScript, and beside it the JavaScript and the pages that are not compiled.

import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
rmSync(dist, { recursive: true, force: true })
const compiler = join(root, 'node_modules/typescript/bin/tsc')
/** The script of the HTML report runs in a browser, so it is compiled with a browser's types. */
const ofPage = ['-p', join(root, 'reports/formats/html/client'), '--noEmit', 'false', '--outDir', dist]
for (const options of [['-p', join(root, 'tsconfig.build.json')], ofPage]) {
  const { status } = spawnSync(process.execPath, [compiler, ...options], { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 2)
}
for (const name of readdirSync(join(root, 'harness/debian')).filter((name) => name.endsWith('.mjs'))) {
  cpSync(join(root, 'harness/debian', name), join(dist, 'harness/debian', name))
}
cpSync(join(root, 'reports/formats/html/styles'), join(dist, 'reports/formats/html/styles'), { recursive: true })
cpSync(join(root, 'harness/probe/hops'), join(dist, 'harness/probe/hops'), { recursive: true })
cpSync(join(root, 'servers/app/pages/files'), join(dist, 'servers/app/pages/files'), { recursive: true })
