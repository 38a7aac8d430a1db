/**
 * Starts `runs-main.ts`. The tests of this project wait for its results, and only judge them; all others come afterwards: see
 * vitest.config.ts.
 */
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { finish } from './results.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** See `resultsIn`. */
    conformanceFolder: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'sse-compat-conformance-'))
  const main = fileURLToPath(new URL('./runs-main.ts', import.meta.url))
  const child = fork(main, [folder], { execArgv: ['--disable-warning=ExperimentalWarning'] })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      finish(folder, { failure: `the runs of the conformance tests ended with ${signal ?? `exit code ${code}`}` })
      resolve()
    })
  })
  project.provide('conformanceFolder', folder)
  return async () => {
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
}
