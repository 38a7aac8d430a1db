/** For tests: a base image made without a registry, from this machine's Node and the libraries that it is linked to. */
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** Installs the packages that are already in the image; the real npm would download them from a registry. */
const NPM = `#!/usr/local/bin/node
if (process.argv[2] !== 'ci') throw new Error('this stands in for npm ci only')
require('node:fs').cpSync('/packages', 'node_modules', { recursive: true })
`

/** @param packages of this checkout that `npm ci` has to install */
export function importBase(tag: string, packages: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'sse-compat-base-'))
  const put = (from: string, to: string) => {
    mkdirSync(dirname(join(folder, to)), { recursive: true })
    copyFileSync(realpathSync(from), join(folder, to))
  }
  try {
    put(process.execPath, 'usr/local/bin/node')
    const linked = execFileSync('ldd', [process.execPath], { encoding: 'utf8' })
    for (const [library] of linked.matchAll(/\/\S+/g)) put(library, library)
    writeFileSync(join(folder, 'usr/local/bin/npm'), NPM)
    chmodSync(join(folder, 'usr/local/bin/npm'), 0o755)
    for (const name of packages)
      cpSync(join(ROOT, 'node_modules', name), join(folder, 'packages', name), { recursive: true })
    const change = 'ENV PATH=/usr/local/bin'
    execFileSync('sh', ['-c', `tar -C "$1" -c . | docker import --change "$2" - "$3"`, 'sh', folder, change, tag], {
      stdio: 'pipe',
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
