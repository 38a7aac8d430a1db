/**
 * Maps a change from the file as it was run to the file as it is written: a template was filled in, and a byte order mark
 * removed. An edit is mapped by its position in the line, counted from whichever end the two versions of the line are identical.
 * Pure.
 */
import type { Change, ConfigTree, TextEdit } from '../../model/index.ts'

/** @param filled has the same lines as `original`, with different text in some @returns undefined where an edit touches different text */
export function ontoOriginals(change: Change, filled: ConfigTree, original: ConfigTree): Change | undefined {
  const edits = change.map((edit) => {
    const [from = '', to = ''] = [filled[edit.file], original[edit.file]]
    return from === to ? edit : moved(edit, from, to)
  })
  return edits.every((edit) => edit !== undefined) ? edits : undefined
}

function moved(edit: TextEdit, from: string, to: string): TextEdit | undefined {
  const start = place(edit.start, from, to)
  const end = place(edit.end, from, to)
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
  // Text that is inserted at the start of a file goes after its byte order mark.
  let start = text.startsWith('\ufeff') ? 1 : 0
  for (let n = 0; n < line; n += 1) start = text.indexOf('\n', start) + 1
  const feed = text.indexOf('\n', start)
  return { start, end: feed < 0 ? text.length : feed }
}
