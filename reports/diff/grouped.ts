/** Groups equal changes of several test cases as one line of a diff. Pure. */
import type { Change, Direction } from '../../harness/verdict/diff/compare.ts'

export interface Group extends Omit<Change, 'case'> {
  readonly cases: readonly string[]
}

/** In reading order: regressions first. */
export const DIRECTIONS: readonly Direction[] = ['worse', 'lost', 'better', 'gained', 'other']

export const HEADS: Readonly<Record<Direction, string>> = {
  worse: 'Regressions: it passed, and fails',
  lost: 'No longer judged',
  better: 'Improvements: it failed, and passes',
  gained: 'Judged now',
  other: 'Otherwise changed',
}

export function grouped(changes: readonly Change[]): readonly Group[] {
  const keyOf = ({ direction, subject, criterion, before, after }: Change): string =>
    [direction, subject, criterion, before.outcome, before.observed, after.outcome, after.observed].join('\n')
  return [...Map.groupBy(changes, keyOf).values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const { case: _, ...rest } = first
    return [{ ...rest, cases: group.map((one) => one.case) }]
  })
}

/** `pass (live) → fail (held-until-end)`. */
export const stepOf = ({ before, after }: Pick<Change, 'before' | 'after'>): string =>
  `${sayOutcome(before)} → ${sayOutcome(after)}`

const sayOutcome = ({ outcome, observed }: Change['before']): string =>
  outcome === observed || observed === '' ? outcome : `${outcome} (${observed})`

/** Maximum number of cases that are named. */
const MAX = 3

export const casesOf = (cases: readonly string[]): string =>
  `${cases.length} test case${cases.length === 1 ? '' : 's'}: ${cases.slice(0, MAX).join(', ')}${cases.length > MAX ? ', …' : ''}`

/** `2 regressions, 1 improvement; 3 measures moved`. */
export function totals(changes: readonly Change[], moved: number): string {
  const count = (direction: Direction, one: string, many: string): string[] => {
    const found = changes.filter((change) => change.direction === direction).length
    return found === 0 ? [] : [`${found} ${found === 1 ? one : many}`]
  }
  const parts = [
    ...count('worse', 'regression', 'regressions'),
    ...count('lost', 'finding no longer judged', 'findings no longer judged'),
    ...count('better', 'improvement', 'improvements'),
    ...count('gained', 'finding judged now', 'findings judged now'),
    ...count('other', 'other change', 'other changes'),
    ...(moved === 0 ? [] : [`${moved} measure${moved === 1 ? '' : 's'} moved`]),
  ]
  return parts.length === 0 ? 'nothing changed' : parts.join(', ')
}
