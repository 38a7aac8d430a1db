/** The text of a check in the form that its options request: one screen, everything, or a row for each route. */
import type { Checked } from '../diagnose/diagnose.ts'
import { changeOf } from '../diagnose/fix/apply.ts'
import type { CheckOptions } from '../diagnose/options.ts'
import { sayReport } from '../diagnose/report/print-report.ts'
import { type PrintedReport, printable, withoutSecrets } from '../diagnose/report/redacted.ts'
import type { Written } from '../diagnose/report/report.ts'
import { sourcesOf } from '../diagnose/report/source-lines.ts'
import { sayCheck, withoutControls } from '../diagnose/report/terminal/report-text.ts'
import { screenOf } from '../diagnose/report/terminal/screen.ts'
import { quietRows } from '../diagnose/report/terminal/verdict-lines.ts'
import { retypedCommand } from '../diagnose/retyped-command.ts'
import { STANDARD_INPUT } from '../intake/standard-input.ts'

export interface Ending {
  readonly code: number
  /** Present with `--dry-run`. */
  readonly wouldWrite: readonly Written[] | undefined
}

/** @param printed the report of `checked`, without secrets */
export function textOf(
  { report, given, names }: Checked,
  printed: PrintedReport,
  options: CheckOptions,
  { code, wouldWrite }: Ending,
  where: 'terminal' | 'file',
): string {
  // A file is not a terminal, even if standard output is one.
  const stream = where === 'terminal' ? process.stdout : undefined
  const screen = screenOf(stream, { color: options.color, env: process.env })
  const change = withoutSecrets(changeOf(report, given, names, options.narrower))
  const rows = (): string[] => {
    if (options.quiet) return quietRows(withoutControls(printed).routes, screen)
    if (options.verbose) return ['', ...sayReport(printed, change, screen)]
    const asked = {
      command: printable(retypedCommand([report.config], options)),
      exitCode: code,
      all: options.all,
      wouldWrite,
      isFile: report.config !== STANDARD_INPUT,
    }
    return sayCheck(printed, { change, sources: sourcesOf(given, names) }, asked, screen)
  }
  return `${rows().join('\n')}\n`
}
