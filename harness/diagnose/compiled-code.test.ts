import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { WORKER_USER } from '../isolation/enclosed-worker.ts'
import { compileCode, compiledCode } from './compiled-code.ts'

test('code is compiled for the user that the isolated process runs as, who can read it', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'compiled-code-test-'))
  try {
    expect(compiledCode(cache)).toBeUndefined()
    await compileCode(cache)
    const folder = compiledCode(cache) ?? ''
    const [name = '', ...more] = readdirSync(folder)
    expect(more).toEqual([])
    expect(name.split('-').at(-1)).toBe(WORKER_USER ?? String(process.getuid?.()))
    const files = readdirSync(join(folder, name)).map((file) => statSync(join(folder, name, file)))
    expect(files.length).toBeGreaterThan(300)
    // A check that runs meanwhile has the folder mounted.
    const before = statSync(folder).ino
    await compileCode(cache)
    expect(statSync(folder).ino).toBe(before)
    expect(readdirSync(join(folder, name)).length).toBe(files.length)
    expect(readdirSync(cache)).toEqual([basename(folder)])
    if (WORKER_USER !== undefined) expect(files.every(({ mode }) => (mode & 0o044) === 0o044)).toBe(true)
  } finally {
    rmSync(cache, { recursive: true })
  }
})
