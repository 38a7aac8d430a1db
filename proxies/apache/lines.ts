/** Logical lines of Apache's configuration language, as `ap_cfg_getline` joins them, with the way back to the file. */

import type { Span } from '../../harness/config/span-edits.ts'

/** What `apr_isspace` takes for a blank. JavaScript's `\s` includes more: to Apache a no-break space is a letter. */
const BLANK = /[ \t\n\v\f\r]/
export const isBlank = (character: string | undefined): boolean => character !== undefined && BLANK.test(character)

/** The origin of a range of a logical line. */
interface Piece {
  /** Index in the logical line's text. */
  readonly from: number
  /** Offset in the file. */
  readonly offset: number
  readonly line: number
  /** Of the value of a variable: the end of `${NAME}` in the file. */
  readonly end?: number
}

/** Without the blanks at its ends. */
export interface Line extends Span {
  readonly text: string
  readonly pieces: readonly Piece[]
}

/** Joins lines at a backslash that is the last character of a line, in comments too: the backslash and the line break are removed. */
export function* linesOf(text: string, file: string): Generator<Line> {
  let number = 1
  let at = 0
  while (at < text.length) {
    let joined = ''
    const pieces: Piece[] = []
    let goesOn = true
    while (goesOn && at < text.length) {
      const feed = text.indexOf('\n', at)
      const end = feed < 0 ? text.length : feed
      const bare = feed >= 0 && text[end - 1] === '\r' && end > at ? end - 1 : end
      goesOn = feed >= 0 && bare > at && text[bare - 1] === '\\'
      pieces.push({ from: joined.length, offset: at, line: number })
      joined += text.slice(at, goesOn ? bare - 1 : end)
      at = feed < 0 ? text.length : feed + 1
      number++
    }
    const line = trimmed(joined, pieces, file)
    if (line !== undefined) yield line
  }
}

function trimmed(text: string, pieces: readonly Piece[], file: string): Line | undefined {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text[start])) start++
  while (end > start && isBlank(text[end - 1])) end--
  if (start === end) return undefined
  const rest = pieces.map((piece) => ({ ...piece, from: piece.from - start }))
  const whole = { file, line: 1, start: 0, end: 0, text: text.slice(start, end), pieces: rest }
  return { ...whole, ...spanOf(whole, 0, end - start) }
}

/** The range of the file that a range of a line was read from. */
export function spanOf(line: Line, from: number, to: number): Span {
  const first = pieceAt(line, from)
  const last = pieceAt(line, Math.max(from, to - 1))
  return {
    file: line.file,
    line: first.line,
    start: first.end === undefined ? first.offset + from - first.from : first.offset,
    end: last.end ?? last.offset + to - last.from,
  }
}

function pieceAt({ pieces }: Line, index: number): Piece {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pieces[middle]?.from ?? 0) <= index) low = middle
    else high = middle - 1
  }
  return pieces[low] ?? { from: 0, offset: 0, line: 1 }
}

/** A range of a line's text, and its replacement. */
export interface Replaced {
  readonly from: number
  readonly to: number
  readonly text: string
}

/**
 * A line with the values of its variables in place of `${NAME}`, before it is split into words, as `ap_resolve_env` does it.
 * @param value undefined for a variable without one, which stays as it is written
 */
export function resolved(line: Line, value: (name: string) => string | undefined): Line {
  // After the last `}` no `${` is closed, and the search from each one would go to the end.
  const closed = line.text.slice(0, line.text.lastIndexOf('}') + 1)
  const places = [...closed.matchAll(/\$\{([^}]*)\}/g)].flatMap(({ index, 0: whole, 1: name = '' }): Replaced[] => {
    const is = value(name)
    return is === undefined ? [] : [{ from: index, to: index + whole.length, text: is }]
  })
  return withReplaced(line, places)
}

/**
 * Each character of a replacement has the place of the whole replaced range in the file.
 * @param places in order, without overlaps
 */
export function withReplaced(line: Line, places: readonly Replaced[]): Line {
  let text = ''
  const pieces: Piece[] = []
  const copy = (from: number, to: number): void => {
    for (let at = from; at < to; ) {
      const piece = pieceAt(line, at)
      const next = Math.min(to, line.pieces.find(({ from }) => from > at)?.from ?? to)
      const { start, line: number } = spanOf(line, at, next)
      const end = piece.end === undefined ? {} : { end: piece.end }
      pieces.push({ from: text.length, offset: start, line: number, ...end })
      text += line.text.slice(at, next)
      at = next
    }
  }
  let at = 0
  for (const { from, to, text: is } of places) {
    copy(at, from)
    at = to
    const span = spanOf(line, from, to)
    if (is !== '') pieces.push({ from: text.length, offset: span.start, line: span.line, end: span.end })
    text += is
  }
  copy(at, line.text.length)
  return { ...line, text, pieces }
}

/** The same line of another file, without blanks at its ends; undefined where nothing is left. */
export const inFile = ({ text, pieces }: Line, file: string): Line | undefined => trimmed(text, pieces, file)
