/** How `runs-main.ts` passes its results to the tests: by a file, since they are workers of another process. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

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

/** What ended instead of giving results. */
interface Failure {
  readonly failure: string
}

const POLL_INTERVAL = 100
const fileIn = (folder: string): string => join(folder, 'finished.json')

/** The first call counts. */
export function finish(folder: string, results: ConformanceRuns | Failure): void {
  if (existsSync(fileIn(folder))) return
  const written = `${fileIn(folder)}.part`
  writeFileSync(written, JSON.stringify(results))
  renameSync(written, fileIn(folder))
}

/** Waits for `finish`. */
export async function resultsIn(folder: string): Promise<ConformanceRuns> {
  while (!existsSync(fileIn(folder))) await pause(POLL_INTERVAL)
  const results = JSON.parse(readFileSync(fileIn(folder), 'utf8')) as ConformanceRuns | Failure
  if ('failure' in results) throw new Error(results.failure)
  return results
}
