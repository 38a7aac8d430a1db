/** Messages for names that do not exist, with the name that was probably meant. Pure. */
import { closest, distance } from 'fastest-levenshtein'
import { SseCompatError } from '../model/index.ts'

/** Maximum number of names that a message lists. */
const LISTED = 12

/** The candidate that was probably meant; undefined when none is similar. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined
  const lower = word.toLowerCase()
  const best = closest(lower, candidates)
  if (distance(lower, best.toLowerCase()) <= Math.max(2, Math.floor(word.length / 3))) return best
  const contained = candidates.filter((candidate) => lower.length >= 3 && candidate.toLowerCase().includes(lower))
  return contained.length === 1 ? contained[0] : undefined
}

/**
 * @param kind singular, for the message: `profile`, `scenario` …
 * @throws SseCompatError `unknown-name` for the first given name that is not known
 */
export function checkNames(kind: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name))
  if (unknown === undefined) return
  const meant = nearest(unknown, known)
  const hint = meant === undefined ? '' : ` — did you mean "${meant}"?`
  const list = [...known].sort()
  const more = list.length > LISTED ? ` and ${list.length - LISTED} more` : ''
  const advice =
    list.length === 0 ? `There is no ${kind} at all.` : `Known: ${list.slice(0, LISTED).join(', ')}${more}.`
  throw new SseCompatError('unknown-name', `no ${kind} "${unknown}"${hint}`, { advice })
}
