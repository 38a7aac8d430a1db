/** Corrects an unknown name to a known one. Pure. */
import { distance } from 'fastest-levenshtein'

export interface Corrected {
  readonly name: string
  /** Text after the name that belongs to the arguments: `60s` for `proxy_read_timeout=60s`. */
  readonly rest: string
}

/** Number of letters that may differ. A short name would be similar to too many others. */
const toleranceOf = ({ length }: string): number => (length < 5 ? 0 : length < 8 ? 1 : 2)

/** Undefined where the name is known, no name is similar, or several are equally similar. */
export function corrected(written: string, known: readonly string[]): Corrected | undefined {
  if (known.includes(written)) return undefined
  const [, word = written, rest = ''] = /^([^:=]+)[:=]+(.*)$/s.exec(written) ?? []
  const tolerance = toleranceOf(word)
  // The difference of the lengths is a lower bound of the distance, and far cheaper to compute.
  const distances = known
    .filter(({ length }) => Math.abs(length - word.length) <= tolerance)
    .map((name) => ({ name, far: distance(plain(name), plain(word)) }))
  const least = Math.min(...distances.map(({ far }) => far))
  const [nearest, another] = distances.filter(({ far }) => far === least)
  if (nearest === undefined || another !== undefined || least > tolerance) return undefined
  return { name: nearest.name, rest }
}

const plain = (name: string): string => name.toLowerCase().replaceAll('-', '_')
