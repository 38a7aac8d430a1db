/**
 * Edits of a parsed configuration, as decoded words and directives, never as text of a file. A product's writer queries them
 * while it serialises the parsed form, and quotes each word itself, so that no value can become syntax.
 */

import type { ConfigTree, Replacement } from '../model/index.ts'
import { oneLine, type Span } from './span-edits.ts'

/** A directive to be written. Words are decoded: without quotes and escapes. */
export interface NewDirective {
  readonly name: string
  readonly args: readonly string[]
  /** Undefined for a simple directive. */
  readonly block?: readonly NewDirective[]
}

export const directive = (name: string, ...args: readonly string[]): NewDirective => ({ name, args })

/** The edits of one directive of a file. */
export interface DirectiveEdit {
  /** Undefined: the directive is kept. Otherwise the directives that replace it; empty for one that is dropped. */
  readonly instead: readonly NewDirective[] | undefined
  /** Directives to add at the start of its block, and at the end of it. */
  readonly first: readonly NewDirective[]
  readonly last: readonly NewDirective[]
  /** Words to add after its last argument. */
  readonly more: readonly string[]
}

/** A directive or word is identified by `file` and `start`. */
export type SourceRange = Pick<Span, 'file' | 'line' | 'start' | 'end'>

export interface ConfigEdits {
  /** Replaces a word. A word of a directive that has been replaced or dropped is not changed. */
  replaceWord(word: SourceRange, is: string, why: string): void
  dropWord(word: SourceRange, why: string): void
  /** Replaces a directive by others. One that has been replaced or dropped, or is inside such a one, is not changed. */
  replace(place: SourceRange, is: NewDirective | readonly NewDirective[], why: string, lacks?: string): void
  /** Removes a directive. `lacks`: a module that it needs and the build does not have. */
  drop(place: SourceRange, why: string, lacks?: string): void
  /** As `replace`, but not listed: the meaning stays the same, e.g. the files that a mask matches. */
  rephrase(place: SourceRange, is: readonly NewDirective[]): void
  /** As `replace`; earlier edits inside the directive are discarded, with their entries in the list. */
  replaceWhole(place: SourceRange, is: readonly NewDirective[], why: string, lacks?: string): void
  /** Adds directives at the start of its block; listed if there is a reason. */
  insertFirst(place: SourceRange, is: readonly NewDirective[], why?: string): void
  /** Adds directives at the end of its block. */
  insertLast(place: SourceRange, is: readonly NewDirective[], why?: string): void
  /** Adds a word after its last argument. */
  addWord(place: SourceRange, is: string, why: string): void
  /** For writers: a word in the form in which it is to be written; undefined for one that is dropped. */
  wordFor(word: SourceRange & { readonly text: string }): string | undefined
  /** For writers. */
  editOf(place: SourceRange): DirectiveEdit
  /** In the order of files and lines. */
  readonly replaced: readonly Replacement[]
}

interface Listed {
  readonly place: SourceRange
  readonly replacement: Replacement
}

const NONE: DirectiveEdit = { instead: undefined, first: [], last: [], more: [] }
const keyOf = ({ file, start }: SourceRange): string => `${start}:${file}`

/**
 * @param tree the files as the user has them
 * @param write how the product writes directives in one line, for the list of replacements
 * @param show how a word is displayed in that list; `was`: as written in the file
 */
export function startConfigEdits(
  tree: ConfigTree,
  write: (directives: readonly NewDirective[]) => string,
  show: (word: string, was: string) => string = (word) => word,
): ConfigEdits {
  const words = new Map<string, { readonly place: SourceRange; readonly is: string | undefined }>()
  const directives = new Map<string, DirectiveEdit>()
  /** Replaced places of each file, in order and not nested: nothing inside them is edited any more. */
  const gone = new Map<string, SourceRange[]>()
  /** By file, in order. */
  const listed = new Map<string, Listed[]>()

  const textOf = ({ file, start, end }: SourceRange): string => (tree[file] ?? '').slice(start, end)
  const list = (place: SourceRange, is: string, why: string, lacks?: string): void => {
    const where = `${place.file}:${place.line}`
    const more = lacks === undefined ? {} : { lacks }
    const all = ofFile(listed, place)
    const entry = { place, replacement: { where, was: oneLine(textOf(place)), is, why, ...more } }
    all.splice(
      firstIndex(all, (each) => each.place.start > place.start),
      0,
      entry,
    )
  }
  const isGone = (place: SourceRange): boolean => {
    const all = ofFile(gone, place)
    const before = all[firstIndex(all, ({ start }) => start > place.start) - 1]
    return before !== undefined && isWithin(place, before)
  }

  function change(place: SourceRange, edit: Partial<DirectiveEdit>): void {
    directives.set(keyOf(place), { ...(directives.get(keyOf(place)) ?? NONE), ...edit })
  }
  function replace(place: SourceRange, is: readonly NewDirective[], why: string, lacks?: string): void {
    const text = write(is)
    if (isGone(place) || (is.length === 1 && oneLine(textOf(place)) === text)) return
    putInstead(place, is)
    list(place, text, why, lacks)
  }
  function putInstead(place: SourceRange, is: readonly NewDirective[]): void {
    change(place, { instead: is })
    const all = ofFile(gone, place)
    takeWithin(all, place, (inner) => inner)
    all.splice(
      firstIndex(all, ({ start }) => start > place.start),
      0,
      place,
    )
  }
  function setWord(place: SourceRange, is: string | undefined, why: string): void {
    if (isGone(place) || words.has(keyOf(place))) return
    words.set(keyOf(place), { place, is })
    list(place, is === undefined ? '' : show(is, textOf(place)), why)
  }

  return {
    replaceWord: (word, is, why) => {
      if ((word as { text?: string }).text !== is) setWord(word, is, why)
    },
    dropWord: (word, why) => setWord(word, undefined, why),
    replace: (place, is, why, lacks) => replace(place, 'name' in is ? [is] : is, why, lacks),
    drop: (place, why, lacks) => replace(place, [], why, lacks),
    rephrase(place, is) {
      if (!isGone(place)) putInstead(place, is)
    },
    replaceWhole(place, is, why, lacks) {
      takeWithin(ofFile(listed, place), place, (each) => each.place)
      takeWithin(ofFile(gone, place), place, (inner) => inner)
      replace(place, is, why, lacks)
    },
    insertFirst(place, is, why) {
      if (is.length === 0 || isGone(place)) return
      change(place, { first: [...(directives.get(keyOf(place))?.first ?? []), ...is] })
      if (why !== undefined) list({ ...place, end: place.start }, write(is), why)
    },
    insertLast(place, is, why) {
      if (is.length === 0 || isGone(place)) return
      change(place, { last: [...(directives.get(keyOf(place))?.last ?? []), ...is] })
      if (why !== undefined) list({ ...place, end: place.start }, write(is), why)
    },
    addWord(place, is, why) {
      const more = directives.get(keyOf(place))?.more ?? []
      if (isGone(place) || more.includes(is)) return
      change(place, { more: [...more, is] })
      list({ ...place, end: place.start }, is, why)
    },
    wordFor(word) {
      const edit = words.get(keyOf(word))
      return edit === undefined ? word.text : edit.is
    },
    editOf: (place) => directives.get(keyOf(place)) ?? NONE,
    get replaced() {
      return Object.keys(tree).flatMap((file) => (listed.get(file) ?? []).map(({ replacement }) => replacement))
    },
  }
}

const isWithin = (inner: SourceRange, outer: SourceRange): boolean =>
  inner.file === outer.file && inner.start >= outer.start && inner.end <= outer.end

function ofFile<T>(map: Map<string, T[]>, { file }: SourceRange): T[] {
  const known = map.get(file)
  if (known !== undefined) return known
  const all: T[] = []
  map.set(file, all)
  return all
}

/** Index of the first element of a sorted list for which the test holds, by binary search. */
function firstIndex<T>(all: readonly T[], test: (one: T) => boolean): number {
  let low = 0
  let high = all.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (test(all[middle] as T)) high = middle
    else low = middle + 1
  }
  return low
}

/** Removes the elements of a sorted list that are inside a place. Places are nested or disjoint. */
function takeWithin<T>(all: T[], outer: SourceRange, placeOf: (one: T) => SourceRange): void {
  const from = firstIndex(all, (each) => placeOf(each).start >= outer.start)
  const to = firstIndex(all, (each) => placeOf(each).start >= Math.max(outer.end, outer.start + 1))
  if (from === to) return
  const kept = all.slice(from, to).filter((each) => !isWithin(placeOf(each), outer))
  all.splice(from, to - from, ...kept)
}
