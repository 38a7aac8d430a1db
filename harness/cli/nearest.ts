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

/** Maximum number of names that are suggested where none is similar enough. */
const SUGGESTED = 5

/** The most similar names first; those that contain the word before all others. */
function mostSimilar(word: string, known: readonly string[]): readonly string[] {
  const lower = word.toLowerCase()
  const rank = (name: string): number =>
    name.toLowerCase().includes(lower) ? 0 : distance(lower, name.toLowerCase()) / Math.max(lower.length, name.length)
  return known
    .map((name) => ({ name, at: rank(name) }))
    .sort((a, b) => a.at - b.at)
    .slice(0, SUGGESTED)
    .map(({ name }) => name)
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
  // A name may have a longer form, with its product: suggestions have the typed one.
  const form = known.filter((name) => name.includes('/') === unknown.includes('/'))
  const list = form.length > 0 ? form : known
  const advice =
    known.length === 0
      ? `There is no ${kind} at all.`
      : known.length <= LISTED
        ? `Known: ${[...known].sort().join(', ')}.`
        : `The most similar names: ${mostSimilar(unknown, list).join(', ')}. \`sse-compat list\` prints all.`
  throw new SseCompatError('unknown-name', `no ${kind} "${unknown}"${hint}`, { advice })
}
