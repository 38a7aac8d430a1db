/**
 * Limits how long causes are searched for, so that a check comes to an end. The limit is a multiple of what the unchanged
 * configuration took on the same machine: on a busy one both are longer.
 */

/** A search for one cause takes about as long as the unchanged configuration; several run at the same time. */
const TIMES = 2

/** @param whole resolves when the unchanged configuration has run @returns true when no further change is to be tested */
export function searchTime(whole: Promise<unknown>, now: () => number = () => performance.now()): () => boolean {
  const began = now()
  let until = Number.POSITIVE_INFINITY
  void whole.then(
    () => {
      until = now() + TIMES * (now() - began)
    },
    () => undefined,
  )
  return () => now() > until
}
