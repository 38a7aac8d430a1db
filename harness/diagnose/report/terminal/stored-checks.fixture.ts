/** The stored checks of `checks.fixture/`, as a screen shows them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodeOf } from '../exit-code.ts'
import type { PrintedReport } from '../redacted.ts'
import { type Sources, sourcesOf } from '../source-lines.ts'
import { sayCheck } from './report-text.ts'
import { ASKED } from './screen.fixture.ts'
import type { Screen } from './screen.ts'

const FOLDER = join(import.meta.dirname, 'checks.fixture')

export interface Stored {
  readonly name: string
  readonly report: PrintedReport
  readonly change: string
  readonly sources: Sources
}

export const STORED: readonly Stored[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => {
    const name = file.replace(/\.json$/, '')
    const { change, ...report } = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as PrintedReport & {
      change: string
    }
    const config = { [report.config]: readFileSync(join(FOLDER, `${name}.conf`), 'utf8') }
    return { name, report, change, sources: sourcesOf({ config, files: {} }, { named: (where) => where }) }
  })

export const shownOn = ({ report, change, sources }: Stored, screen: Screen, isKept = false): string[] =>
  sayCheck(
    report,
    { change, sources },
    { ...ASKED, command: `sse-compat check ${report.config}`, exitCode: exitCodeOf(report), isKept },
    screen,
  )
