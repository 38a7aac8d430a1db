/**
 * Limits how long causes are searched for, so that a check comes to an end. The limit is a multiple of what the unchanged
 * configuration took on the same machine: on a busy one both are longer.
 */
import type { Ms } from '../../model/index.ts'

/** A search for one cause takes about as long as the unchanged configuration; several run at the same time. */
const TIMES = 2
/** A configuration with one short failing test case may have many changes that take long to test. */
const MIN_SEARCH: Ms = 45_000

/** @param whole resolves when the unchanged configuration has run @returns true when no further change is to be tested */
export function searchTime(whole: Promise<unknown>, now: () => number = () => performance.now()): () => boolean {
  const began = now()
  let until = Number.POSITIVE_INFINITY
  void whole.then(
    () => {
      until = now() + Math.max(MIN_SEARCH, TIMES * (now() - began))
    },
    () => undefined,
  )
  return () => now() > until
}
