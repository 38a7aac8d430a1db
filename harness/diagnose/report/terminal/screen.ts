/** What a report is printed on: its width, its height, whether it takes colours; and text that fits the width. */
import wrapAnsi from 'wrap-ansi'
import { type Paint, paintFor } from '../../../terminal/colour.ts'
import { widthOf, wrap } from '../../../terminal/columns.ts'

export interface Screen {
  readonly columns: number
  /** Infinite where it is no terminal: nothing is left out then. */
  readonly rows: number
  readonly paint: Paint
}

/** Of a terminal that does not say; the width also of what is no terminal, which has no last row. */
const USUAL = { columns: 80, rows: 24 }
/** Narrower or lower, no row can be read any more. */
const LEAST = { columns: 20, rows: 10 }
const PLAIN: Paint = (_, text) => text
/** What an editor and `cat` make of a tab. */
const TAB = 8

/** A stream, or what is known of one. */
type Sized = { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number }

export interface ScreenOptions {
  /** False: no colours, whatever the terminal and the environment say. */
  readonly color: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The terminal's own size; elsewhere that of COLUMNS and LINES, and without LINES as many rows as there are. Colours where the stream is a terminal that has them, unless NO_COLOR is
 * set; FORCE_COLOR asks for them anywhere.
 * @param stream undefined for a file
 */
export function screenOf(stream: (NodeJS.WritableStream & Sized) | undefined, { color, env }: ScreenOptions): Screen {
  const sizeOf = (name: 'columns' | 'rows', variable: string): number => {
    const own = stream?.isTTY === true ? (stream[name] ?? 0) : 0
    const said = own > 0 ? own : Number(/^\s*(\d{1,5})\s*$/.exec(env[variable] ?? '')?.[1] ?? 0)
    if (said > 0) return Math.max(LEAST[name], said)
    return name === 'rows' && stream?.isTTY !== true ? Number.POSITIVE_INFINITY : USUAL[name]
  }
  return {
    columns: sizeOf('columns', 'COLUMNS'),
    rows: sizeOf('rows', 'LINES'),
    paint: color && stream !== undefined ? paintFor(stream) : PLAIN,
  }
}

/** Tabs become the blanks that a terminal shows for them. */
export function withoutTabs(text: string): string {
  const [first = '', ...rest] = text.split('\t')
  return rest.reduce((line, piece) => `${line}${' '.repeat(TAB - (widthOf(line) % TAB))}${piece}`, first)
}

/** Rows of a text behind `first`, each of the others behind as many blanks, or behind `next`. A word that is too long is split. */
export function rowsOf(text: string, columns: number, first = '', next = ' '.repeat(widthOf(first))): string[] {
  const room = Math.max(8, columns - Math.max(widthOf(first), widthOf(next)))
  const rows = wrap(withoutTabs(text), room).map((row, index) => `${index === 0 ? first : next}${row}`.trimEnd())
  return rows.map((row) => cut(row, columns))
}

/** One row: what does not fit is left out, and `…` says so. */
export function cut(text: string, columns: number): string {
  const line = withoutTabs(text)
  if (widthOf(line) <= columns) return line
  const [row = ''] = wrapAnsi(line, columns - 1, { hard: true, wordWrap: false, trim: false }).split('\n')
  return `${row.trimEnd()}…`
}

/** At most so many rows of it; the last one is cut. */
export function fewRows(rows: readonly string[], most: number, columns: number): string[] {
  if (rows.length <= most) return [...rows]
  return rows
    .slice(0, most)
    .map((row, index) => (index === most - 1 ? cut(`${row} …`, columns).replace(/ ?…?…$/, '…') : row))
}
