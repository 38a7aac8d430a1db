/** Edits on spans of configuration files that keep every other byte, and every line number, where it was. */

import type { ConfigTree, Replacement } from './model.ts'

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
  /** Takes the span out, as `replace` with nothing. */
  drop(span: Span, why: string): void
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
  const listed: { readonly span: Span; readonly replacement: Replacement }[] = []
  const order = Object.keys(tree)

  function add(span: Span, text: string): boolean {
    const edited = edits.get(span.file) ?? []
    const taken = edited.some((other) =>
      span.start === span.end
        ? other.start === span.start && other.end === span.end && other.text === text
        : other.start < span.end && span.start < other.end,
    )
    if (taken) return false
    edited.push({ start: span.start, end: span.end, text })
    edits.set(span.file, edited)
    return true
  }
  const textOf = (span: Span) => (tree[span.file] ?? '').slice(span.start, span.end)
  const list = (span: Span, is: string, why: string) =>
    listed.push({ span, replacement: { where: `${span.file}:${span.line}`, was: oneLine(textOf(span)), is, why } })
  const replace = (span: Span, is: string, why: string) => {
    if (textOf(span) !== is && add(span, is)) list(span, is, why)
  }

  return {
    replace,
    drop: (span, why) => replace(span, '', why),
    insert(at, text, why) {
      const span = { ...at, start: at.end }
      if (add(span, text) && why !== undefined) list(span, text.trim(), why)
    },
    textOf,
    apply: () => Object.fromEntries(order.map((file) => [file, applyEdits(tree[file] ?? '', edits.get(file) ?? [])])),
    get replaced() {
      return [...listed]
        .sort((a, b) => order.indexOf(a.span.file) - order.indexOf(b.span.file) || a.span.start - b.span.start)
        .map(({ replacement }) => replacement)
    },
  }
}

/** A removed piece leaves its line breaks behind, so that what follows keeps its line. */
function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = ''
  let at = 0
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const breaks = text.slice(edit.start, edit.end).match(/\r?\n/g) ?? []
    result += text.slice(at, edit.start) + edit.text + breaks.join('')
    at = edit.end
  }
  return result + text.slice(at)
}

const oneLine = (text: string) => text.trim().replace(/\s+/g, ' ')
