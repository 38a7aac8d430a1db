/**
 * Starts `runs-main.ts`, which mostly waits: for proxies to start, and for time to pass on streams. The unit tests run at the same time; the
 * tests of this project wait for the results, and only judge them. What starts proxies comes afterwards: see vitest.config.ts.
 */
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { BESIDE_RUNS, finish } from './results.ts'

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
  process.env[BESIDE_RUNS] = 'yes'
  project.provide('conformanceFolder', folder)
  return async () => {
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
}
