/** The report of a check on one screen: failures, the change, and at the end the verdict and the next command. Pure. */
import { mapStrings } from '../../../redact/map-strings.ts'
import { visible, visibleLines } from '../../../redact/visible-characters.ts'
import { widthOf } from '../../../terminal/columns.ts'
import { failureGroups } from '../failure-groups.ts'
import type { PrintedReport } from '../redacted.ts'
import { isDiff } from '../report-strings.ts'
import type { Sources } from '../source-lines.ts'
import { diffRows, isApplicable, numberedRows } from './change-rows.ts'
import { diagnosticsOf } from './diagnostic.ts'
import { limitLines } from './limit-lines.ts'
import { notesOfCheck, notesOfRoute } from './notes.ts'
import { fitted } from './row-layout.ts'
import { cut, type Screen, withoutTabs } from './screen.ts'
import { type Asked, addressOf, routeTable, verdictLines, worstFirst } from './verdict-lines.ts'

export interface Shown {
  /** One diff for all routes, as `--fix` writes it, without secrets; '' for none. */
  readonly change: string
  readonly sources: Sources
}

/** Rows without line ends or control characters, none wider than the screen. */
export function sayCheck(printed: PrintedReport, shown: Shown, asked: Asked, screen: Screen): string[] {
  const report = withoutControls(printed)
  const change = withoutControls(shown.change)
  const [worst, ...others] = worstFirst(report.routes)
  // A diff for a program keeps its lines, however long they are.
  const paper = Number.isFinite(screen.rows) ? screen : { ...screen, columns: Number.POSITIVE_INFINITY }
  const isPrinted = isApplicable(change, paper)
  const whole = change === '' ? [] : isPrinted ? diffRows(change, screen) : numberedRows(change, screen, false)
  const last = (isDiffPrinted: boolean): string[] => [
    ...(worst === undefined ? [] : limitLines(worst, others, screen)),
    ...verdictLines(report, asked, { isPrinted: isDiffPrinted, hasChange: change !== '' }, screen),
  ]
  const table = report.routes.length > 1 ? [...routeTable(report.routes, screen), ''] : []
  const head =
    table.length === 0 || worst === undefined || worst.failing.length === 0
      ? []
      : [cut(`${addressOf(worst)} (${worst.name}, ${worst.where})`, screen.columns)]
  // One row is reserved for the prompt. The table of several routes is above the screen that is visible at the end.
  const rows = screen.rows - 1 - head.length
  const parts = {
    diagnostics: worst === undefined ? [] : diagnosticsOf(worst, failureGroups(worst), shown.sources),
    notes: [...(worst === undefined ? [] : notesOfRoute(worst)), ...notesOfCheck(report)],
    change: whole,
    isChangeKept: asked.wouldWrite !== undefined,
    shortChange: (most: number) => shortened(numberedRows(change, screen, false), most),
    more: asked.isKept ? 'check --last' : '--verbose',
    last: last(isPrinted),
  }
  const fits = fitted(parts, screen, rows)
  // A truncated diff cannot be applied.
  const isCut = isPrinted && !whole.every((row) => fits.includes(row))
  const all = [...table, ...head, ...(isCut ? fitted({ ...parts, last: last(false) }, screen, rows) : fits)]
  const diff = new Set(isPrinted && !isCut ? whole : [])
  return all.map((row) =>
    diff.has(row) || widthOf(withoutTabs(row)) <= screen.columns ? row : cut(row, screen.columns),
  )
}

function shortened(rows: readonly string[], most: number): string[] {
  if (most === 0) return []
  if (rows.length <= most) return [...rows]
  const hidden = rows.length - (most - 1)
  return [...rows.slice(0, most - 1), `… ${hidden} more rows of the change: --output patch`]
}

/** A line that does not begin like a line of a diff belongs to the previous one, because a file's name may contain a line end. */
const visibleDiff = (diff: string): string => visibleLines(diff.replace(/\n(?![ +@\\-]|\r?\n|$)/g, '\\n'))

/** Applied to every string of the report; a diff keeps its line ends. */
export const withoutControls = <T>(value: T): T =>
  mapStrings(value, (text) => (isDiff(text) ? visibleDiff(text) : visible(text)))
