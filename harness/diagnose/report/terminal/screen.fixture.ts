/** Screens and environments for tests of the code that prints a check. */
import { styleText } from 'node:util'
import { NO_SOURCES } from '../source-lines.ts'
import type { Shown } from './report-text.ts'
import type { Screen } from './screen.ts'
import type { Asked } from './verdict-lines.ts'

export const plainScreen = (columns: number, rows: number): Screen => ({ columns, rows, paint: (_, text) => text })

export const colourScreen = (columns: number, rows: number): Screen => ({
  columns,
  rows,
  paint: (format, text) => styleText(format, text, { validateStream: false }),
})

/** So wide that nothing is wrapped. */
export const WIDE = plainScreen(10_000, 10_000)

export const ASKED: Asked = {
  command: 'sse-compat check app.conf',
  lastCommand: 'sse-compat check --last',
  exitCode: 1,
  all: false,
  wouldWrite: undefined,
  isFile: true,
  isFix: false,
  isKept: false,
}

export const NOTHING_SHOWN: Shown = { change: '', sources: NO_SOURCES }
