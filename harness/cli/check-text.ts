/** The text of a check in the form that its options request: one screen, everything, or a row for each route. */
import type { Checked } from '../diagnose/diagnose.ts'
import { changeOf } from '../diagnose/fix/apply.ts'
import type { CheckOptions } from '../diagnose/options.ts'
import { nothingWritten } from '../diagnose/report/nothing-written.ts'
import { sayReport } from '../diagnose/report/print-report.ts'
import { type PrintedReport, printable, withoutSecrets } from '../diagnose/report/redacted.ts'
import type { Written } from '../diagnose/report/report.ts'
import { sourcesOf } from '../diagnose/report/source-lines.ts'
import { sayCheck, withoutControls } from '../diagnose/report/terminal/report-text.ts'
import { screenOf } from '../diagnose/report/terminal/screen.ts'
import { quietRows } from '../diagnose/report/terminal/verdict-lines.ts'
import { retypedCommand } from '../diagnose/retyped-command.ts'
import { STANDARD_INPUT } from '../intake/standard-input.ts'
import { programName } from './program-name.ts'

export interface Ending {
  readonly code: number
  /** Present with `--dry-run`. */
  readonly wouldWrite: readonly Written[] | undefined
  /** `check --last` shows it again. */
  readonly isKept: boolean
}

/** One diff for all routes, without secrets. */
export const changeFor = ({ report, given, names }: Checked, { narrower }: Pick<CheckOptions, 'narrower'>): string =>
  withoutSecrets(changeOf(report, given, names, narrower))

/** @param printed the report of `checked`, without secrets */
export function textOf(
  { report, given, names }: Checked,
  printed: PrintedReport,
  options: CheckOptions,
  { code, wouldWrite, isKept }: Ending,
  where: 'terminal' | 'file',
): string {
  // A file is not a terminal, even if standard output is one.
  const stream = where === 'terminal' ? process.stdout : undefined
  const screen = screenOf(stream, { color: options.color, env: process.env })
  const change = changeFor({ report, given, names }, options)
  const rows = (): string[] => {
    if (options.quiet) return quietRows(withoutControls(printed).routes, screen)
    const isFix = options.fix && !options.dryRun
    if (options.verbose) {
      const nothing = isFix && printed.written.length === 0 ? ['', nothingWritten(printed)] : []
      return ['', ...sayReport(printed, change, screen), ...nothing]
    }
    const asked = {
      command: printable(retypedCommand([report.config], options, programName(process.env))),
      lastCommand: `${programName(process.env)} check --last`,
      exitCode: code,
      all: options.all,
      wouldWrite,
      isFile: report.config !== STANDARD_INPUT,
      isFix,
      isKept,
    }
    return sayCheck(printed, { change, sources: sourcesOf(given, names) }, asked, screen)
  }
  return `${rows().join('\n')}\n`
}
