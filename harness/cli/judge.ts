/** `sse-compat judge <run>`: makes the verdicts again from a run's files, without playing. */
import { join, resolve } from 'node:path'
import { loadCatalog } from '../catalog.ts'
import type { Report } from '../model.ts'
import { readTraces } from '../traces.ts'
import { readRun, writeReport } from './run-folder.ts'

/** @returns the report, and the trace files that could not be read, each with why */
export async function judgeRun(folder: string): Promise<{ report: Report; unreadable: readonly string[] }> {
  const absolute = resolve(folder)
  const run = await readRun(absolute)
  const catalog = await loadCatalog()
  const { traces, unreadable } = await readTraces(join(absolute, 'traces'))
  const report = await writeReport(absolute, run, catalog, traces)
  return { report, unreadable: unreadable.map(({ file, message }) => `${file}: ${message}`) }
}
