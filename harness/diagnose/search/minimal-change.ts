/**
 * Finds which of many changes fixes a finding: tries them one by one, then all together, then in halves. The function that tries
 * is a parameter.
 */

import { setTimeout as pause } from 'node:timers/promises'

/** The result of a try: the finding was fixed, or was not, or the result is unknown (refused, inconclusive, interrupted). */
export type Tried = 'turned' | 'not' | 'unclear'

export type Try<T> = (items: readonly T[]) => Promise<Tried>

/** ms; differences below this do not matter. */
const MUCH_THE_SAME = 300
/** Concurrent tries; more at once only make each slower. */
const AT_ONCE = 8

/**
 * Tries each change alone, all concurrently; results are evaluated in the given order, so that the most preferred fix comes
 * first.
 * @param accept may reject a fix, e.g. because it breaks something else
 */
export async function firstAlone<T>(
  items: readonly T[],
  attempt: Try<T>,
  accept: (item: T) => Promise<boolean> = async () => true,
): Promise<T | undefined> {
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const some = items.slice(at, at + AT_ONCE)
    const tried = some.map((item) => ({ item, result: attempt([item]) }))
    for (const { item, result } of tried) if ((await result) === 'turned' && (await accept(item))) return item
  }
  return undefined
}

/**
 * Tries each change alone, all concurrently, and takes the fastest fix, because there is no preference among them. Of those with
 * about the same time, the first in order.
 */
export async function soonestAlone<T>(items: readonly T[], attempt: Try<T>): Promise<T | undefined> {
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const some = items.slice(at, at + AT_ONCE)
    const turned = new Set<T>()
    const tried = some.map(async (item) => {
      if ((await attempt([item])) === 'turned') turned.add(item)
      return turned.size > 0
    })
    const all = Promise.all(tried)
    await Promise.race([all, ...tried.map(async (one) => (await one) || all)])
    await Promise.race([all, pause(MUCH_THE_SAME, undefined, { ref: false })])
    const first = some.find((item) => turned.has(item))
    if (first !== undefined) return first
  }
  return undefined
}

/**
 * A set that fixes the finding while no subset of it does: delta debugging (Zeller and Hildebrandt, "Simplifying and isolating
 * failure-inducing input", 2002, §4). An unknown result counts as not fixed, so that noise only makes the set larger, never
 * wrong.
 * @returns undefined where all changes together do not fix it
 */
export async function minimalSet<T>(items: readonly T[], attempt: Try<T>): Promise<readonly T[] | undefined> {
  if (items.length === 0 || (await attempt(items)) !== 'turned') return undefined
  let set = items
  let parts = 2
  while (set.length > 1) {
    const pieces = split(set, Math.min(parts, set.length))
    const piece = await firstTurning(pieces, attempt)
    if (piece !== undefined) {
      set = piece
      parts = 2
      continue
    }
    const rests = pieces.length === 2 ? [] : pieces.map((part) => set.filter((item) => !part.includes(item)))
    const rest = await firstTurning(rests, attempt)
    if (rest !== undefined) {
      set = rest
      parts = Math.max(parts - 1, 2)
    } else if (pieces.length >= set.length) break
    else parts *= 2
  }
  return set
}

async function firstTurning<T>(sets: readonly (readonly T[])[], attempt: Try<T>): Promise<readonly T[] | undefined> {
  for (let at = 0; at < sets.length; at += AT_ONCE) {
    const tried = sets.slice(at, at + AT_ONCE).map((set) => ({ set, result: attempt(set) }))
    for (const { set, result } of tried) if ((await result) === 'turned') return set
  }
  return undefined
}

function split<T>(items: readonly T[], parts: number): T[][] {
  const size = items.length / parts
  return Array.from({ length: parts }, (_, n) => items.slice(Math.round(n * size), Math.round((n + 1) * size)))
}
