/** Text in the columns of a terminal: wide characters take two, escape codes and combining marks none. Pure. */
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import { withoutOrder } from '../redact/visible-characters.ts'

/** Width of a file, a pipe, and a terminal that does not report its size. */
const USUAL_COLUMNS = 80
/** Minimum width of the layout: a narrower table has no room for words. */
const MIN_COLUMNS = 40

/** The width in columns that text is laid out for. */
export function columnsOf(stream: { readonly columns?: number }): number {
  const { columns = USUAL_COLUMNS } = stream
  return columns > 0 ? Math.max(MIN_COLUMNS, columns) : USUAL_COLUMNS
}

/** The width of lines that only a terminal wraps: a file and a pipe get each line whole, for `grep` and other programs. */
export const terminalWidth = (stream: { readonly isTTY?: boolean; readonly columns?: number }): number =>
  stream.isTTY === true ? columnsOf(stream) : Number.POSITIVE_INFINITY

/** Each of these characters takes one column. Most texts have no others, and `string-width` is slow: it classifies each character. */
const PRINTABLE_ASCII = /^[ -~]*$/

/** Width of a text in columns. */
export const widthOf = (text: string): number => (PRINTABLE_ASCII.test(text) ? text.length : stringWidth(text))

/** The text, padded with spaces to this many columns. */
export const padTo = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - widthOf(text)))

/** Like `padTo`, with the spaces before the text. */
export const padBefore = (text: string, columns: number): string =>
  ' '.repeat(Math.max(0, columns - widthOf(text))) + text

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Truncates a text without escape codes to this many columns; an ellipsis marks the truncation. */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  let kept = ''
  for (const { segment } of GRAPHEMES.segment(text)) {
    if (widthOf(kept + segment) > columns - 1) break
    kept += segment
  }
  return columns < 1 ? '' : `${kept.trimEnd()}…`
}

/** Keeps a number on the same line as its unit. */
const BEFORE_UNIT = /(?<=\d) (?=(?:s|ms|min|h|bytes?|k?B|MB)\b)/g

/** Wraps to lines of at most this many columns, between words where possible; escape codes are kept. */
export function wrap(text: string, columns: number): string[] {
  if (PRINTABLE_ASCII.test(text) && text.length <= columns) return [withoutOrder(text.trim())]
  return wrapAnsi(text.replace(BEFORE_UNIT, '\u00a0'), columns, { hard: true })
    .replaceAll('\u00a0', ' ')
    .split('\n')
    .map((line) => withoutOrder(line.trimEnd()))
}

/** A command to copy. */
const IN_BACKTICKS = /`[^`\n]*`/g

/**
 * Wraps sentences between words. What a reader copies is never broken: a command in backticks, or a long path, gets a line of its
 * own, even if it is too wide.
 */
export function wrapSentences(text: string, columns: number, next = '  '): string[] {
  if (widthOf(text) <= columns) return [withoutOrder(text.trimEnd())]
  const whole = text.replace(BEFORE_UNIT, '\u00a0').replace(IN_BACKTICKS, (all) => all.replaceAll(' ', '\u00a0'))
  return wrapAnsi(whole, columns - widthOf(next))
    .replaceAll('\u00a0', ' ')
    .split('\n')
    .map((line, index) => withoutOrder(`${index === 0 ? '' : next}${line.trimEnd()}`))
}

/** If fewer columns than this remain beside a label, the text starts on its own line, indented by this many. */
const MIN_ROOM = 12
const INDENT = '    '

/** Wraps a text beside a label: further lines start at the same column as the text. */
export function wrapBeside(label: string, text: string, columns: number): string[] {
  const room = columns - widthOf(label)
  if (room < MIN_ROOM && widthOf(text) > room)
    return [...wrap(label, columns), ...wrap(text, columns - INDENT.length).map((line) => INDENT + line)]
  return wrap(text, room).map((line, n) => (n === 0 ? label : ' '.repeat(widthOf(label))) + line)
}

/** Like `wrapBeside`; but as in `wrapSentences`, what is copied is never broken. What does not fit beside the label is below it. */
export function wrapRow(label: string, text: string, columns: number): string[] {
  const room = columns - widthOf(label)
  if (widthOf(text) <= room) return [withoutOrder(`${label}${text}`.trimEnd())]
  const beside = room < MIN_ROOM ? [] : wrapSentences(text, room, '')
  if (beside.length > 0 && beside.every((line) => widthOf(line) <= room))
    return beside.map((line, n) => (n === 0 ? label : ' '.repeat(widthOf(label))) + line)
  return [label.trimEnd(), ...wrapSentences(text, columns - INDENT.length, '').map((line) => INDENT + line)]
}
