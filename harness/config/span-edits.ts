/** Edits of spans of configuration files that keep all other bytes, and every line number. */

import type { ConfigTree, Replacement } from '../model/index.ts'

/** A piece of a file. Offsets are UTF-16 units, `end` is exclusive, `line` starts at 1. */
export interface Span {
  readonly file: string
  readonly line: number
  readonly start: number
  readonly end: number
}

export interface Edits {
  /** Replaces the span by `is` and lists the edit. A span that overlaps an edited one is not changed. */
  replace(span: Span, is: string, why: string): void
  /** Removes the span: as `replace` with an empty text. `lacks`: a module that it needs and the build does not have. */
  drop(span: Span, why: string, lacks?: string): void
  /** As `replace`, and discards the edits inside the span, e.g. of an include in a dropped section. */
  replaceWhole(span: Span, is: string, why: string, lacks?: string): void
  /** Inserts text without line breaks, and lists the edit if there is a reason. */
  insert(at: Span, text: string, why?: string): void
  /** The original text of a span. */
  textOf(span: Span): string
  /** The tree with all edits applied. */
  apply(): ConfigTree
  /** In the order of files and lines. */
  readonly replaced: readonly Replacement[]
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** @param tree the files as the user has them */
export function startEdits(tree: ConfigTree): Edits {
  const edits = new Map<string, Edit[]>()
  let listed: { readonly span: Span; readonly replacement: Replacement }[] = []
  const order = Object.keys(tree)

  function add(span: Span, text: string): boolean {
    const edited = edits.get(span.file) ?? []
    edits.set(span.file, edited)
    let at = firstFrom(edited, span.start)
    // Edits are sorted and do not overlap, so only neighbours can conflict.
    if ((edited[at - 1]?.end ?? 0) > span.start) return false
    for (let other = edited[at]; other?.start === span.start && other.end === span.start; other = edited[++at]) {
      if (span.start === span.end && other.text === text) return false
    }
    if ((edited[at]?.start ?? Number.POSITIVE_INFINITY) < span.end) return false
    edited.splice(at, 0, { start: span.start, end: span.end, text })
    return true
  }
  const textOf = (span: Span) => (tree[span.file] ?? '').slice(span.start, span.end)
  const list = (span: Span, is: string, why: string, lacks?: string) => {
    const where = `${span.file}:${span.line}`
    const more = lacks === undefined ? {} : { lacks }
    listed.push({ span, replacement: { where, was: oneLine(textOf(span)), is, why, ...more } })
  }
  const replace = (span: Span, is: string, why: string, lacks?: string) => {
    if (textOf(span) !== is && add(span, is)) list(span, is, why, lacks)
  }
  const isWithin = (inner: Omit<Edit, 'text'>, span: Span) => inner.start >= span.start && inner.end <= span.end

  return {
    replaceWhole(span, is, why, lacks) {
      const edited = edits.get(span.file) ?? []
      const others = edited.filter((edit) => !isWithin(edit, span))
      if (others.length < edited.length) {
        edits.set(span.file, others)
        listed = listed.filter((each) => each.span.file !== span.file || !isWithin(each.span, span))
      }
      replace(span, is, why, lacks)
    },
    replace: (span, is, why) => replace(span, is, why),
    drop: (span, why, lacks) => replace(span, '', why, lacks),
    insert(at, text, why) {
      const span = { ...at, start: at.end }
      if (add(span, text) && why !== undefined) list(span, text.trim(), why)
    },
    textOf,
    apply: () => Object.fromEntries(order.map((file) => [file, applyEdits(tree[file] ?? '', edits.get(file) ?? [])])),
    get replaced() {
      const rank = new Map(order.map((file, index) => [file, index]))
      const byFile = (a: Span, b: Span) => (rank.get(a.file) ?? 0) - (rank.get(b.file) ?? 0)
      return [...listed]
        .sort((a, b) => byFile(a.span, b.span) || a.span.start - b.span.start)
        .map(({ replacement }) => replacement)
    },
  }
}

/** Index of the first edit that starts at an offset or after it. */
function firstFrom(edited: readonly Edit[], offset: number): number {
  let low = 0
  let high = edited.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((edited[middle]?.start ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}

/** A removed piece keeps its line breaks, so that the text after it keeps its line numbers. */
function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = ''
  let at = 0
  for (const edit of edits) {
    const breaks = text.slice(edit.start, edit.end).match(/\r?\n/g) ?? []
    result += text.slice(at, edit.start) + edit.text + breaks.join('')
    at = edit.end
  }
  return result + text.slice(at)
}

/** For messages and lists: on one line; a long piece is truncated. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, 2000)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}
