/**
 * For a failing configuration: the one of the same run that passes the criteria that it fails, and differs from it by the fewest
 * lines. Pure.
 */
import type { CriterionVerdict, Grade } from '../model/index.ts'

/** A profile as it was tested on one build. */
export interface Tested {
  readonly proxy: string
  readonly build: string
  readonly runtime: string
  readonly grade: Grade
  /** Its configuration as written; '' where that is not known. */
  readonly text: string
  readonly findings: readonly CriterionVerdict[]
}

export interface NearestPassing<T extends Tested> {
  readonly is: T
  /** Lines that are only in the passing one. */
  readonly adds: readonly string[]
  /** Lines that are only in the failing one. */
  readonly lacks: readonly string[]
}

export function nearestPassing<T extends Tested>(failing: T, all: readonly T[]): NearestPassing<T> | undefined {
  const criteria = failingOf(failing)
  // For a chain the responsible hop is reported instead.
  if (criteria.size === 0 || failing.text === '' || failing.proxy === 'chain') return undefined
  const passing = all.flatMap((is): NearestPassing<T>[] => {
    const isAlike = is.proxy === failing.proxy && is.build === failing.build && is.runtime === failing.runtime
    if (is === failing || !isAlike || is.text === '' || !passes(is, criteria)) return []
    return [{ is, adds: linesBeyond(is.text, failing.text), lacks: linesBeyond(failing.text, is.text) }]
  })
  const sizeOf = ({ adds, lacks }: NearestPassing<T>): number => adds.length + lacks.length
  // Without a differing line there is nothing to show.
  return passing.filter((one) => sizeOf(one) > 0).toSorted((a, b) => sizeOf(a) - sizeOf(b))[0]
}

/** The required criteria that fail; where none does, the optional ones that the product does not always fail. */
export function failingOf({ findings }: Pick<Tested, 'findings'>): Set<string> {
  const failing = findings.filter(({ outcome }) => outcome === 'fail')
  const required = failing.filter(({ kind }) => kind === 'required')
  const optional = failing.filter(({ kind, expectation }) => kind === 'optimal' && expectation?.always !== true)
  return new Set((required.length > 0 ? required : optional).map(({ criterion }) => criterion))
}

function passes({ grade, findings }: Tested, criteria: ReadonlySet<string>): boolean {
  if (grade !== 'works' && grade !== 'degraded') return false
  const tested = findings.filter(({ criterion }) => criteria.has(criterion))
  return tested.length > 0 && tested.every(({ outcome }) => outcome !== 'fail')
}

/** Directives of one configuration that another does not have, in order and without comments. */
export function linesBeyond(of: string, other: string): string[] {
  const known = new Set(directivesOf(other))
  return [...new Set(directivesOf(of).filter((line) => !known.has(line)))]
}

/** Comments, and lines that open or close blocks: they say where a directive applies, not what it does. */
const PLACES = /^(?:[}<#]|$)|\{$/

/** The header fields that a profile's application adds are written in a comment, and count as a difference. */
const directivesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .map((line) => line.replace(/^# origin: /, 'response header of the application: '))
    .filter((line) => !PLACES.test(line))
