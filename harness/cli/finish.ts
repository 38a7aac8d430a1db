/** The end of `run` and `judge`: the report is written, and the exit code set. */
import { join } from 'node:path'
import type { Report } from '../model/index.ts'
import { INTERRUPTED } from './interrupt.ts'
import { fromHere } from './print.ts'
import type { WriteRun } from './run-output.ts'
import { type ExitCode, exitCodeOf } from './summary/exit-code.ts'

interface Finish {
  readonly report: Report
  readonly folder: string
  /** Work that could not be done at all, one line each. */
  readonly notDone: readonly string[]
  readonly write: WriteRun
}

export async function finish({ report, folder, notDone, write }: Finish): Promise<void> {
  const atLeast: ExitCode = notDone.length > 0 ? 2 : 0
  const exitCode = report.interrupted ? INTERRUPTED : Math.max(atLeast, exitCodeOf(report))
  const file = fromHere(join(folder, 'index.html'))
  // Time since the start of the process.
  await write(report, { file, took: performance.now(), exitCode, notDone })
  process.exitCode = exitCode
}
