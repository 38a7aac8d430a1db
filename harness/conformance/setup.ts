/** Runs the self-test, and the parts of the matrix that parts.ts names, before any test. The tests only judge the results. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { NOTHING_SELECTED } from '../cli/options.ts'
import { run } from '../cli/run.ts'
import { loadCatalog } from '../matrix/catalog.ts'
import { runSelfTest } from '../run/run-self-test.ts'
import { disposeAll } from '../runtimes/disposal.ts'
import { dockerAnswers } from '../runtimes/docker.ts'
import { isFull, partsToRun } from './parts.ts'

/** Data for the tests: folders to read, or the reason why there are none. */
export interface ConformanceRuns {
  /** File with a `SelfTest`, without its traces. */
  readonly selfTest: string
  readonly runs: readonly {
    readonly name: string
    readonly folder: string
    readonly missing: readonly string[]
  }[]
  /** Parts that did not run, each with the reason. */
  readonly notRun: readonly { readonly name: string; readonly because: string }[]
}

declare module 'vitest' {
  interface ProvidedContext {
    conformanceRuns: ConformanceRuns
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'sse-compat-conformance-'))
  const selfTest = join(folder, 'self-test.json')
  process.stderr.write('running: the faithful proxy, and its defects\n')
  const { traces: _unread, ...verdicts } = await runSelfTest(await loadCatalog(), isFull())
  await writeFile(selfTest, JSON.stringify(verdicts))
  const runs: ConformanceRuns['runs'][number][] = []
  const notRun: ConformanceRuns['notRun'][number][] = []
  for (const [index, { name, runtime, select }] of partsToRun().entries()) {
    if (runtime === 'docker' && !(await dockerAnswers())) {
      notRun.push({ name, because: 'no Docker engine answers' })
      continue
    }
    process.stderr.write(`running: ${name}\n`)
    const options = { ...NOTHING_SELECTED, ...select, runtime, reports: join(folder, String(index)), reportAtEnd: true }
    const finished = await run(options, `a test: ${name}`, new AbortController().signal)
    runs.push({ name, folder: finished.folder, missing: finished.missing })
  }
  project.provide('conformanceRuns', { selfTest, runs, notRun })
  return async () => {
    await disposeAll()
    await rm(folder, { recursive: true, force: true })
  }
}
