/**
 * Which of the new lines a changed line became, so that lines beside it are seen as inserted: two changes that change it in the same way
 * agree then, also where one of them inserts lines there. Pure.
 */

/** One of both is empty for a line without a partner. */
export interface LinePair {
  readonly old: string
  readonly text: string
  /** Offset of the old line, or of the place where the new one is inserted. */
  readonly at: number
}

/** Beyond it the whole stretch is one pair. */
const MAX_PAIRS = 10_000

/** @param start offset of the removed text */
export function pairLines(removed: string, added: string, start: number): readonly LinePair[] {
  const [from, to] = [linesOf(removed), linesOf(added)]
  if (from.length * to.length > MAX_PAIRS) return [{ old: removed, text: added, at: start }]
  const partners = partnersOf(from, to)
  const pairs: LinePair[] = []
  let at = start
  let next = 0
  const insertUntil = (end: number): void => {
    const text = to.slice(next, end).join('')
    if (text !== '') pairs.push({ old: '', text, at })
    next = end
  }
  for (const [index, old] of from.entries()) {
    const partner = partners[index]
    if (partner !== undefined) {
      insertUntil(partner)
      next = partner + 1
    }
    pairs.push({ old, text: partner === undefined ? '' : (to[partner] ?? ''), at })
    at += old.length
  }
  insertUntil(to.length)
  return pairs
}

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? []

/** For each line the one that it became, in their order, so that as much as possible stays; undefined for one that was taken out. */
function partnersOf(from: readonly string[], to: readonly string[]): readonly (number | undefined)[] {
  // best[i][j]: of the lines from i and from j on.
  const best = Array.from({ length: from.length + 1 }, () => new Array<number>(to.length + 1).fill(0))
  const valueAt = (i: number, j: number): number => best[i]?.[j] ?? 0
  const together = (i: number, j: number): number => likeness(from[i] ?? '', to[j] ?? '') + valueAt(i + 1, j + 1)
  for (let i = from.length - 1; i >= 0; i -= 1)
    for (let j = to.length - 1; j >= 0; j -= 1) {
      const row = best[i]
      if (row) row[j] = Math.max(together(i, j), valueAt(i + 1, j), valueAt(i, j + 1))
    }
  const partners: (number | undefined)[] = []
  for (let [i, j] = [0, 0]; i < from.length; ) {
    if (j < to.length && valueAt(i, j) === together(i, j)) {
      partners.push(j)
      i += 1
      j += 1
    } else if (j < to.length && valueAt(i, j) === valueAt(i, j + 1)) j += 1
    else {
      partners.push(undefined)
      i += 1
    }
  }
  return partners
}

/** From 0 to 1: the part of both that their common beginning and end are. */
function likeness(one: string, other: string): number {
  const [a, b] = [one.trim(), other.trim()]
  const shorter = Math.min(a.length, b.length)
  let front = 0
  while (front < shorter && a[front] === b[front]) front += 1
  let back = 0
  while (back < shorter - front && a.at(-1 - back) === b.at(-1 - back)) back += 1
  return (2 * (front + back) + 1) / (a.length + b.length + 1)
}
