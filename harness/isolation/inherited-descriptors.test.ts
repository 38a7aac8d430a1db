/** A descriptor that a shell opened before it started the harness is not passed on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, it } from 'vitest'

const SECRET = 'nobody-must-read-this'

it.skipIf(process.platform !== 'linux')('no proxy, and no worker, reads a file that the caller has open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inherited-'))
  try {
    writeFileSync(join(folder, 'secret'), SECRET, { mode: 0o600 })
    const main = fileURLToPath(new URL('./inherited.fixture.ts', import.meta.url))
    const shell = ['-c', 'exec 40<"$1/secret"; exec "$2" "$3" "$1"', 'bash', folder, process.execPath, main]
    const { stdout } = await execa('/bin/bash', shell)
    expect(JSON.parse(stdout)).toEqual({ plain: SECRET, worker: '', watchdog: '', check: '' })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
