/**
 * Plays, before any test: the self-test, and the default matrix on every runtime that is here. The tests only judge.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { loadCatalog } from '../catalog.ts'
import { NOTHING_SELECTED } from '../cli/options.ts'
import { run } from '../cli/run.ts'
import { playSelfTest } from '../cli/self-test-run.ts'
import type { RuntimeId } from '../model.ts'
import { disposeAll } from '../runtimes/disposal.ts'
import { dockerAnswers } from '../runtimes/docker.ts'

/** What the tests get: folders to read, or why there is none. */
export interface Played {
  /** File with a `SelfTest`. */
  readonly selfTest: string
  readonly runs: readonly {
    readonly runtime: RuntimeId
    readonly folder: string
    readonly missing: readonly string[]
  }[]
  /** Runtimes that were not played, each with the reason. */
  readonly notPlayed: readonly { readonly runtime: RuntimeId; readonly because: string }[]
}

declare module 'vitest' {
  interface ProvidedContext {
    played: Played
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'sse-compat-conformance-'))
  const selfTest = join(folder, 'self-test.json')
  await writeFile(selfTest, JSON.stringify(await playSelfTest(await loadCatalog())))
  const runs: Played['runs'][number][] = []
  const notPlayed: Played['notPlayed'][number][] = []
  for (const runtime of ['local', 'docker'] as const) {
    if (runtime === 'docker' && !(await dockerAnswers())) {
      notPlayed.push({ runtime, because: 'no Docker engine answers' })
      continue
    }
    const options = { ...NOTHING_SELECTED, runtime, reports: join(folder, runtime) }
    const finished = await run(options, `npm start -- --runtime ${runtime}`, new AbortController().signal)
    runs.push({ runtime, folder: finished.folder, missing: finished.missing })
  }
  project.provide('played', { selfTest, runs, notPlayed })
  return async () => {
    await disposeAll()
    await rm(folder, { recursive: true, force: true })
  }
}
