/** A name that is not known, corrected to one that is. Pure. */
import { distance } from 'fastest-levenshtein'

export interface Corrected {
  readonly name: string
  /** What stood behind the name and belongs to the arguments: `60s` of `proxy_read_timeout=60s`. */
  readonly rest: string
}

/** Letters that may differ. A short name has too many neighbours. */
const toleranceOf = ({ length }: string): number => (length < 5 ? 0 : length < 8 ? 1 : 2)

/** Undefined where the name is known, none is near, or several are as near. */
export function corrected(written: string, known: readonly string[]): Corrected | undefined {
  if (known.includes(written)) return undefined
  const [, word = written, rest = ''] = /^([^:=]+)[:=]+(.*)$/.exec(written) ?? []
  const tolerance = toleranceOf(word)
  // A distance is never less than the difference of the lengths, and far dearer to find.
  const distances = known
    .filter(({ length }) => Math.abs(length - word.length) <= tolerance)
    .map((name) => ({ name, far: distance(plain(name), plain(word)) }))
  const least = Math.min(...distances.map(({ far }) => far))
  const [nearest, another] = distances.filter(({ far }) => far === least)
  if (nearest === undefined || another !== undefined || least > tolerance) return undefined
  return { name: nearest.name, rest }
}

const plain = (name: string): string => name.toLowerCase().replaceAll('-', '_')
