/** Edits on spans of configuration files that keep every other byte, and every line number, where it was. */

import type { ConfigTree, Replacement } from '../model/index.ts'

/** A piece of a file; offsets in UTF-16 units, `end` exclusive, `line` from 1. */
export interface Span {
  readonly file: string
  readonly line: number
  readonly start: number
  readonly end: number
}

export interface Edits {
  /** Puts `is` in the span's place and lists it. A span that overlaps an edited one is left alone. */
  replace(span: Span, is: string, why: string): void
  /** Takes the span out, as `replace` with nothing. `lacks`: a module that it needs, and the build has not. */
  drop(span: Span, why: string, lacks?: string): void
  /** As `replace`, and what was edited within the span goes with it: an include that a dropped section has. */
  replaceWhole(span: Span, is: string, why: string, lacks?: string): void
  /** Puts text in, without line breaks, and lists it when it has a reason. */
  insert(at: Span, text: string, why?: string): void
  /** The text of a span as it was. */
  textOf(span: Span): string
  /** The tree with all edits made. */
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
    // In order and without overlaps, so that only neighbours can be in the way.
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

/** Index of the first edit that does not start before an offset. */
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

/** A removed piece leaves its line breaks behind, so that what follows keeps its line. */
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

/** For messages and lists: in one line, and of a long piece its beginning. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, 2000)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return line.length > 200 ? `${line.slice(0, 199)}…` : line
}
