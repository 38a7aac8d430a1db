/** Which configurations the front page shows. Pure. */
import type { Grade } from '../../../../harness/model/index.ts'
import type { Row } from './heat-map.ts'

export interface Filters {
  readonly product: string
  /** A build, which is a version from one source. */
  readonly version: string
  readonly front: string
  readonly runtime: string
  /** A grade, or `unexpected`. */
  readonly outcome: string
  /** Words that must all occur. */
  readonly text: string
}

export const NO_FILTERS: Filters = { product: '', version: '', front: '', runtime: '', outcome: '', text: '' }

/** @param grade of the row with the filter's front */
export function isShown(row: Row, filters: Filters, grade: Grade): boolean {
  const { proxy, build, runtime } = row.profile
  if (filters.product !== '' && proxy !== filters.product) return false
  // A chain has the builds of its hops, joined.
  if (filters.version !== '' && !build.split('+').includes(filters.version)) return false
  if (filters.runtime !== '' && runtime !== filters.runtime) return false
  if (filters.outcome === 'unexpected' ? row.unexpected === 0 : filters.outcome !== '' && grade !== filters.outcome) {
    return false
  }
  return wordsOf(filters.text).every((word) => row.words.includes(word))
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
