/**
 * A template is run filled in, and without a byte order mark, and changed as it is written: an edit is taken over by its place in
 * the line, from whichever end the two are alike. Pure.
 */
import type { Change, ConfigTree, TextEdit } from '../../model/index.ts'

/** @param filled has the lines of `original`, with other text in some. @returns undefined where an edit falls on such text */
export function ontoOriginals(change: Change, filled: ConfigTree, original: ConfigTree): Change | undefined {
  const edits = change.map((edit) => {
    const [from = '', to = ''] = [filled[edit.file], original[edit.file]]
    return from === to ? edit : moved(edit, from, to)
  })
  return edits.every((edit) => edit !== undefined) ? edits : undefined
}

function moved(edit: TextEdit, from: string, to: string): TextEdit | undefined {
  const start = place(edit.start, from, to)
  const end = edit.end === edit.start ? start : place(edit.end, from, to)
  return start === undefined || end === undefined ? undefined : { ...edit, start, end }
}

function place(offset: number, from: string, to: string): number | undefined {
  const here = lineAt(from, from.slice(0, offset).split('\n').length - 1)
  const there = lineAt(to, from.slice(0, offset).split('\n').length - 1)
  const before = from.slice(here.start, offset)
  const after = from.slice(offset, here.end)
  if (to.slice(there.start, there.end).startsWith(before)) return there.start + before.length
  return to.slice(there.start, there.end).endsWith(after) ? there.end - after.length : undefined
}

function lineAt(text: string, line: number): { readonly start: number; readonly end: number } {
  // What is put in at the start of a file comes after its byte order mark.
  let start = text.startsWith('\ufeff') ? 1 : 0
  for (let n = 0; n < line; n += 1) start = text.indexOf('\n', start) + 1
  const feed = text.indexOf('\n', start)
  return { start, end: feed < 0 ? text.length : feed }
}
