/** Changes of a user's configuration: as few bytes as possible, in the style of the surrounding text. Pure. */

import type { Change, ConfigTree, TextEdit } from '../model/index.ts'
import { runAtEnd } from './run-at-end.ts'
import type { Span } from './span-edits.ts'

/** @throws Error where an edit is outside of its file, or two edits overlap */
export function applyChange(tree: ConfigTree, change: Change): ConfigTree {
  const byFile = Map.groupBy(change, (edit) => edit.file)
  return Object.fromEntries(
    Object.entries(tree).map(([file, text]) => [file, applyEdits(text, byFile.get(file) ?? [])]),
  )
}

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = ''
  let at = 0
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end || onNextLine(a) - onNextLine(b))
  for (const edit of sorted) {
    if (edit.start < at || edit.end > text.length) throw new Error(`edits of ${edit.file} overlap, or leave it`)
    result += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return result + text.slice(at)
}

/** Of insertions at one place, words of the line come before lines that follow it. */
const onNextLine = ({ text }: TextEdit): number => Number(/^[ \t]*\r?\n/.test(text))

/** Merges changes into one; an edit that several contain is made once. Undefined where two edits overlap. */
export function mergeChanges(changes: readonly Change[]): Change | undefined {
  const merged: TextEdit[] = []
  for (const edit of changes.flat()) {
    if (merged.some((other) => isSame(edit, other))) continue
    if (merged.some((other) => edit.file === other.file && overlaps(edit, other))) return undefined
    merged.push(edit)
  }
  // Sorted by position, so that the order of the changes does not matter.
  return merged.sort((a, b) => a.file.localeCompare(b.file) || a.start - b.start || a.text.localeCompare(b.text))
}

const isSame = (a: TextEdit, b: TextEdit): boolean =>
  a.file === b.file && a.start === b.start && a.end === b.end && a.text === b.text

const overlaps = (a: TextEdit, b: TextEdit): boolean => a.start < b.end && b.start < a.end

/** Removes a directive, and its line where it is alone on it. */
export function takeOut(tree: ConfigTree, span: Span): TextEdit {
  const text = tree[span.file] ?? ''
  const { lineStart, lineEnd, before, after } = around(text, span)
  const alone = before.trim() === '' && isBlank(after)
  if (alone) return { file: span.file, start: lineStart, end: lineEnd, text: '' }
  const blanks = runAtEnd(before, /[ \t]/)
  return { file: span.file, start: span.start - blanks, end: span.end, text: '' }
}

export const putInstead = (span: Span, text: string): TextEdit => ({
  file: span.file,
  start: span.start,
  end: span.end,
  text,
})

/** Inserts lines after a directive: on lines of their own if the directive has its own line, with its indentation. */
export function putAfter(tree: ConfigTree, span: Span, lines: readonly string[]): TextEdit {
  const text = tree[span.file] ?? ''
  const { before, after, lineBreak } = around(text, span)
  if (before.trim() !== '') {
    return { file: span.file, start: span.end, end: span.end, text: lines.map((line) => ` ${line}`).join('') }
  }
  const rest = isBlank(after) ? after.length - runAtEnd(after, /[\r\n]/) : 0
  const at = span.end + rest
  return { file: span.file, start: at, end: at, text: lines.map((line) => `${lineBreak}${before}${line}`).join('') }
}

/** Inserts lines before a directive that begins its line. */
export function putBefore(tree: ConfigTree, span: Span, lines: readonly string[]): TextEdit {
  const { before, lineBreak } = around(tree[span.file] ?? '', span)
  const indent = before.trim() === '' ? before : ''
  const text = lines.map((line) => `${line}${lineBreak}${indent}`).join('')
  return { file: span.file, start: span.start, end: span.start, text }
}

/** True for an empty text or a comment. */
const isBlank = (rest: string): boolean => /^(#.*)?$/.test(rest.trim())

interface Around {
  readonly lineStart: number
  /** Offset after the line break. */
  readonly lineEnd: number
  readonly before: string
  readonly after: string
  readonly lineBreak: string
}

function around(text: string, { start, end }: { readonly start: number; readonly end: number }): Around {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const feed = text.indexOf('\n', end)
  const lineEnd = feed < 0 ? text.length : feed + 1
  return {
    lineStart,
    lineEnd,
    before: text.slice(lineStart, start),
    after: text.slice(end, lineEnd),
    lineBreak: text.includes('\r\n') ? '\r\n' : '\n',
  }
}
