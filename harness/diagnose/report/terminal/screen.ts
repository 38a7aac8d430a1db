/** The properties of the output: width, height, colours; and functions that fit text to the width. */
import wrapAnsi from 'wrap-ansi'
import { type Paint, paintFor } from '../../../terminal/colour.ts'
import { widthOf, wrap } from '../../../terminal/columns.ts'

export interface Screen {
  readonly columns: number
  /** Infinite where it is not a terminal: then nothing is omitted. */
  readonly rows: number
  readonly paint: Paint
}

/** For a terminal that does not report its size; the width is also used for other outputs, whose height is unlimited. */
const USUAL = { columns: 80, rows: 24 }
/** Minimum size: with less, rows would be unreadable. */
const MIN = { columns: 20, rows: 10 }
const PLAIN: Paint = (_, text) => text
/** Width of a tab in editors and terminals. */
const TAB = 8

/** A stream, or its known properties. */
type Sized = { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number }

export interface ScreenOptions {
  /** False: no colours, whatever the terminal and the environment request. */
  readonly color: boolean
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The terminal's own size; for other outputs that of COLUMNS and LINES, and without LINES an unlimited height. Colours are used
 * where the stream is a terminal that supports them, unless NO_COLOR is set; FORCE_COLOR enables them anywhere.
 * @param stream undefined for a file
 */
export function screenOf(stream: (NodeJS.WritableStream & Sized) | undefined, { color, env }: ScreenOptions): Screen {
  const sizeOf = (name: 'columns' | 'rows', variable: string): number => {
    const own = stream?.isTTY === true ? (stream[name] ?? 0) : 0
    const said = own > 0 ? own : Number(/^\s*(\d{1,5})\s*$/.exec(env[variable] ?? '')?.[1] ?? 0)
    if (said > 0) return Math.max(MIN[name], said)
    return name === 'rows' && stream?.isTTY !== true ? Number.POSITIVE_INFINITY : USUAL[name]
  }
  return {
    columns: sizeOf('columns', 'COLUMNS'),
    rows: sizeOf('rows', 'LINES'),
    paint: color && stream !== undefined ? paintFor(stream) : PLAIN,
  }
}

/** Replaces tabs by the spaces that a terminal would show. */
export function withoutTabs(text: string): string {
  const [first = '', ...rest] = text.split('\t')
  return rest.reduce((line, piece) => `${line}${' '.repeat(TAB - (widthOf(line) % TAB))}${piece}`, first)
}

/** Wraps a text after `first`; further rows are indented by the same width, or start with `next`. A word that is too long is split. */
export function rowsOf(text: string, columns: number, first = '', next = ' '.repeat(widthOf(first))): string[] {
  const room = Math.max(8, columns - Math.max(widthOf(first), widthOf(next)))
  const rows = wrap(withoutTabs(text), room).map((row, index) => `${index === 0 ? first : next}${row}`.trimEnd())
  return rows.map((row) => cut(row, columns))
}

/** One row: text that does not fit is omitted and replaced by `…`. */
export function cut(text: string, columns: number): string {
  const line = withoutTabs(text)
  if (widthOf(line) <= columns) return line
  const [row = ''] = wrapAnsi(line, columns - 1, { hard: true, wordWrap: false, trim: false }).split('\n')
  return `${row.trimEnd()}…`
}

/** At most this many rows; the last one is truncated. */
export function fewRows(rows: readonly string[], most: number, columns: number): string[] {
  if (rows.length <= most) return [...rows]
  return rows
    .slice(0, most)
    .map((row, index) => (index === most - 1 ? cut(`${row} …`, columns).replace(/ ?…?…$/, '…') : row))
}
