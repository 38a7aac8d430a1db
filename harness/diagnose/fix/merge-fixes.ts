/** Changes of several routes made together: each was found for the files as they were, and what one changes may be beside another's. Pure. */
import { diffLines, diffWordsWithSpace } from 'diff'
import { applyChange, mergeChanges } from '../../config/text-edits.ts'
import type { Change, TextEdit } from '../../model/index.ts'
import { pairLines } from './pair-lines.ts'

export interface Merged {
  readonly text: string
  /** Indices of those that contradict an earlier one and were left out. */
  readonly leftOut: readonly number[]
}

const FILE = 'file'

/** @param changed the text with the change of each route; undefined for a route that does not change it */
export function mergeFixes(text: string, changed: readonly (string | undefined)[]): Merged {
  let all: Change = []
  const leftOut: number[] = []
  for (const [index, is] of changed.entries()) {
    if (is === undefined || is === text) continue
    const merged = mergeChanges([withoutInsertions(all), ...together(all, editsOf(text, is))])
    if (merged === undefined) leftOut.push(index)
    else all = merged
  }
  return { text: applyChange({ [FILE]: text }, all)[FILE] ?? text, leftOut }
}

/** The fewest words that differ; whole lines where they are new. */
function editsOf(was: string, is: string): readonly TextEdit[] {
  return between(diffLines(was, is), 0, (removed, added, start) =>
    pairLines(removed, added, start).flatMap(({ old, text, at }) =>
      old === '' || text === ''
        ? [{ file: FILE, start: at, end: at + old.length, text }]
        : between(diffWordsWithSpace(old, text), at, (oldWords, words, from) => [
            { file: FILE, start: from, end: from + oldWords.length, text: words },
          ]),
    ),
  )
}

/** Each stretch of text that was taken out, or put in, or both. */
function between(
  parts: ReturnType<typeof diffLines>,
  from: number,
  edit: (removed: string, added: string, start: number) => readonly TextEdit[],
): readonly TextEdit[] {
  const edits: TextEdit[] = []
  let [start, removed, added] = [from, '', '']
  const close = () => {
    if (removed !== '' || added !== '') edits.push(...edit(removed, added, start))
    start += removed.length
    removed = ''
    added = ''
  }
  for (const part of parts) {
    if (part.removed) removed += part.value
    else if (part.added) added += part.value
    else {
      close()
      start += part.value.length
    }
  }
  close()
  return edits
}

const isInsertion = ({ start, end }: TextEdit): boolean => start === end

const withoutInsertions = (change: Change): Change => change.filter((edit) => !isInsertion(edit))

/** What both insert at one place is inserted once. */
function together(all: Change, edits: readonly TextEdit[]): readonly Change[] {
  const insertions = [...all, ...edits].filter(isInsertion)
  const joined = [...Map.groupBy(insertions, ({ start }) => start).values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ ...first, text: others.reduce((text, other) => union(text, other.text), first.text) }],
  )
  return [withoutInsertions(edits), joined]
}

/** Lines of which one has some more are put in once; blocks that differ, each. */
function union(one: string, other: string): string {
  if (one.includes(other)) return one
  if (other.includes(one)) return other
  if (/[<{}]/.test(one + other)) return one + other
  const known = new Set(piecesOf(one).map((piece) => piece.trim()))
  return (
    one +
    piecesOf(other)
      .filter((piece) => !known.has(piece.trim()))
      .join('')
  )
}

/** Each ends like a directive, or like a line. */
const piecesOf = (text: string): readonly string[] => text.match(/[^;\n]+;?\n?/g) ?? []
