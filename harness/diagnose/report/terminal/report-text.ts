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
import { limitLines, MAX_OTHERS } from './limit-lines.ts'
import { notesOfCheck, notesOfRoute } from './notes.ts'
import { routeHead, routeTable } from './route-table.ts'
import { fitted } from './row-layout.ts'
import { cut, type Screen, withoutTabs } from './screen.ts'
import { type Asked, verdictLines, worstFirst } from './verdict-lines.ts'

export interface Shown {
  /** One diff for all routes, as `--fix` writes it, without secrets; '' for none. */
  readonly change: string
  readonly sources: Sources
}

/** A screen on which each row counts. */
const FEW_ROWS = 30

/** Rows without line ends or control characters, none wider than the screen. */
export function sayCheck(printed: PrintedReport, shown: Shown, asked: Asked, screen: Screen): string[] {
  const report = withoutControls(printed)
  const change = withoutControls(shown.change)
  const [worst, ...others] = worstFirst(report.routes)
  // A diff for a program keeps its lines, however long they are.
  const paper = Number.isFinite(screen.rows) ? screen : { ...screen, columns: Number.POSITIVE_INFINITY }
  const isPrinted = isApplicable(change, paper)
  const whole =
    change === '' ? [] : isPrinted ? diffRows(change, screen) : numberedRows(change, screen, false, report.applies)
  const last = (isDiffPrinted: boolean, mostOthers: number): string[] => [
    ...(worst === undefined ? [] : limitLines(worst, others, screen, mostOthers)),
    ...verdictLines(report, asked, { isPrinted: isDiffPrinted, hasChange: change !== '' }, screen),
  ]
  const more = asked.isKept ? 'check --last' : '--verbose'
  const table = report.routes.length > 1 ? [...routeTable(report.routes, screen, more), ''] : []
  const head =
    table.length === 0 || worst === undefined || worst.failing.length === 0 ? [] : [routeHead(worst, screen.columns)]
  // One row is reserved for the prompt.
  const rows = screen.rows - 1 - table.length - head.length
  const parts = {
    diagnostics: worst === undefined ? [] : diagnosticsOf(worst, failureGroups(worst), shown.sources),
    notes: [...(worst === undefined ? [] : notesOfRoute(worst)), ...notesOfCheck(report)],
    change: whole,
    isChangeKept: asked.wouldWrite !== undefined,
    shortChange: (most: number) => shortened(numberedRows(change, screen, false, report.applies), most),
    more,
  }
  // The failure matters more than the idle timeouts of other routes.
  const most = screen.rows <= FEW_ROWS ? 1 : MAX_OTHERS
  const rowsWith = (isDiffPrinted: boolean): string[] => {
    const rendered = fitted({ ...parts, last: last(isDiffPrinted, most) }, screen, rows)
    return rendered.length <= rows ? rendered : fitted({ ...parts, last: last(isDiffPrinted, 0) }, screen, rows)
  }
  const fits = rowsWith(isPrinted)
  // A truncated diff cannot be applied.
  const isCut = isPrinted && !whole.every((row) => fits.includes(row))
  const all = [...table, ...head, ...(isCut ? rowsWith(false) : fits)]
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
