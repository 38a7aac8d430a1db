/** Text in the columns of a terminal: wide characters take two, escape codes and combining marks none. Pure. */
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import { withoutOrder } from '../redact/visible-characters.ts'

/** Of a file, a pipe and a terminal that does not say its size. */
const USUAL_COLUMNS = 80
/** Minimum width to lay text out for: below it a table has no room for words. */
const LEAST_COLUMNS = 40

/** How many columns text is laid out for. */
export function columnsOf(stream: { readonly columns?: number }): number {
  const { columns = USUAL_COLUMNS } = stream
  return columns > 0 ? Math.max(LEAST_COLUMNS, columns) : USUAL_COLUMNS
}

/** Columns that a text takes. */
export const widthOf = (text: string): number => stringWidth(text)

/** The text, and spaces up to so many columns. */
export const padTo = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - widthOf(text)))

/** Like `padTo`, with the spaces before the text. */
export const padBefore = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - widthOf(text))) + text

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** At most so many columns of a text without escape codes; what is cut off is shown by an ellipsis. */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let kept = ''
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (widthOf(kept + segment) > columns - 1) break
    kept += segment
  }
  return columns < 1 ? '' : `${kept.trimEnd()}…`
}

/** A number stays with its unit. */
const BEFORE_UNIT = /(?<=\d) (?=(?:s|ms|min|h|bytes?|k?B|MB)\b)/g

/** Lines of at most so many columns, broken between words where that is possible; escape codes are kept. */
export const wrap = (text: string, columns: number): string[] =>
  wrapAnsi(text.replace(BEFORE_UNIT, '\u00a0'), columns, { hard: true })
    .replaceAll('\u00a0', ' ')
    .split('\n')
    .map((line) => withoutOrder(line.trimEnd()))

/** Text has a line of its own where less than this is left beside its label, and is indented by so much. */
const LEAST_ROOM = 12
const INDENT = '    '

/** The same beside a label: lines below the first begin where the text begins. */
export function wrapBeside(label: string, text: string, columns: number): string[] {
  const room = columns - widthOf(label)
  if (room < LEAST_ROOM && widthOf(text) > room)
    return [...wrap(label, columns), ...wrap(text, columns - INDENT.length).map((line) => INDENT + line)]
  return wrap(text, room).map((line, n) => (n === 0 ? label : ' '.repeat(widthOf(label))) + line)
}
