// Builds `dist` for publishing: compiled TypeScript, and beside it the JavaScript and the pages that are not compiled.

import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')
rmSync(dist, { recursive: true, force: true })
const compiler = join(root, 'node_modules/typescript/bin/tsc')
const { status } = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], {
  stdio: 'inherit',
})
if (status !== 0) process.exit(status ?? 2)
for (const name of readdirSync(join(root, 'harness/debian')).filter((name) => name.endsWith('.mjs'))) {
  cpSync(join(root, 'harness/debian', name), join(dist, 'harness/debian', name))
}
cpSync(join(root, 'servers/app/pages/files'), join(dist, 'servers/app/pages/files'), { recursive: true })
