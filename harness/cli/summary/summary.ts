/** The summary on the terminal at the end of a run: what works, what is broken, whether that is expected, where the report is. */
import { type Ms, type Report, sayCaseTotals, saySkipped } from '../../model/index.ts'
import { visible } from '../../redact/visible-characters.ts'
import { type Paint, paintFor } from '../../terminal/colour.ts'
import { columnsOf, widthOf, wrapBeside } from '../../terminal/columns.ts'
import { durationText } from '../../terminal/duration.ts'
import { deviationLines } from './deviations.ts'
import { failingProfiles } from './failing-profiles.ts'
import { gradeTable } from './grade-table.ts'
import { profileLines, timingLines } from './verbose.ts'

/** What the options --quiet and --verbose ask for. */
export interface Detail {
  readonly quiet?: boolean
  readonly verbose?: boolean
}

export interface Ending {
  /** Path of the page to open. */
  readonly file: string
  readonly took: Ms
  readonly exitCode: number
  /** What could not be done at all: unavailable builds, unreadable files; one line each. */
  readonly notDone: readonly string[]
}

/** Lines without a newline, none wider than the stream; coloured where it wants colours. The path of the report is never cut. */
export function summaryOf(
  report: Report,
  ending: Ending,
  stream: NodeJS.WritableStream & { readonly columns?: number },
  { quiet = false, verbose = false }: Detail = {},
): string[] {
  const paint = paintFor(stream)
  const columns = columnsOf(stream)
  const table = gradeTable(report, columns, paint)
  const failing = failingProfiles(report, columns, paint)
  const detail = verbose ? [...profileLines(report, columns, paint), ''] : []
  return [
    ...(quiet ? [] : [...detail, ...table, ...(table.length > 0 ? [''] : []), ...failing]),
    ...(quiet || report.cells.length === 0
      ? []
      : wrapBeside(paint('bold', ' TESTED    '), sayCaseTotals(report), columns)),
    ...deviationLines(report, columns, paint, verbose),
    ...ending.notDone.flatMap((line) => wrapBeside(paint('bold', ' NOT DONE  '), paint('red', visible(line)), columns)),
    ...(quiet || report.skipped === undefined
      ? []
      : wrapBeside(paint('bold', ' SKIPPED   '), visible(saySkipped(report.skipped)), columns)),
    ...(quiet || report.skipped === undefined ? [] : wrapBeside(paint('bold', ' NEXT      '), NEXT, columns)),
    ...(verbose ? timingLines(report, columns) : []),
    ...reportLines(ending, columns, paint),
  ]
}

/** After the profiles of this project: the user's own. */
const NEXT = 'your own configuration: npx sse-compat check <file or folder>'

function reportLines({ file, took, exitCode }: Ending, columns: number, paint: Paint): string[] {
  const label = ' REPORT    '
  const end = `${durationText(took)}, exit ${exitCode}`
  const path = visible(file)
  const gap = columns - label.length - widthOf(path) - end.length
  const head = paint('bold', label)
  if (gap >= 2) return [`${head}${path}${' '.repeat(gap)}${end}`]
  return [`${head}${end}`, path]
}
