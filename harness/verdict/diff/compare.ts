/** Two runs, or two checks → what changed between them, case by case, and in which direction. Pure. */
import { SseCompatError } from '../../model/index.ts'
import type { Comparable, ComparableCase, ComparableFinding } from './comparable.ts'
import { type Moved, movedMeasures, type Pair } from './moved-measures.ts'

/**
 * `worse`: it passed and now fails, a regression. `better`: it failed and now passes. `other`: it still passes or fails, in
 * another way, or it is informative. `lost`: it was judged before only. `gained`: it is judged now only.
 */
export type Direction = 'worse' | 'better' | 'other' | 'lost' | 'gained'

export interface Change {
  readonly direction: Direction
  readonly subject: string
  readonly criterion: string
  readonly kind: string
  readonly case: string
  readonly before: Seen
  readonly after: Seen
}

export type Seen = Pick<ComparableFinding, 'outcome' | 'observed' | 'actual'>

export interface Comparison {
  readonly schema: 1
  readonly before: string
  readonly after: string
  /** Cases that are in both. */
  readonly compared: number
  /** Why some cases were not compared, or may differ for another reason; one line each. */
  readonly notes: readonly string[]
  readonly changes: readonly Change[]
  readonly moved: readonly Moved[]
}

/** @throws SseCompatError `nothing-in-common` */
export function compare(before: Comparable, after: Comparable): Comparison {
  const otherVersion = new Set(
    Object.keys(after.scenarios).filter(
      (id) => before.scenarios[id] !== undefined && before.scenarios[id] !== after.scenarios[id],
    ),
  )
  const pairs = pairsOf(before.cases, after.cases).filter(([, { scenario }]) => !otherVersion.has(scenario))
  if (pairs.length === 0) {
    throw new SseCompatError('nothing-in-common', `${before.name} and ${after.name} have no test case in common`, {
      advice: 'Compare two runs of one selection, or two checks of one configuration.',
    })
  }
  return {
    schema: 1,
    before: before.name,
    after: after.name,
    compared: pairs.length,
    notes: notesOn(before, after, otherVersion),
    changes: pairs.flatMap(changesOf),
    moved: movedMeasures(pairs, pairsOf(before.controls, after.controls)),
  }
}

export const isRegression = ({ changes }: Pick<Comparison, 'changes'>): boolean =>
  changes.some(({ direction }) => direction === 'worse')

function pairsOf(before: readonly ComparableCase[], after: readonly ComparableCase[]): Pair[] {
  const earlier = new Map(before.map((one) => [one.key, one]))
  return after.flatMap((one): Pair[] => {
    const was = earlier.get(one.key)
    return was === undefined ? [] : [[was, one]]
  })
}

const ABSENT: Seen = { outcome: 'unjudged', observed: 'absent', actual: '' }

function changesOf([before, after]: Pair): Change[] {
  const [was, is] = [before, after].map(({ findings }) => new Map(findings.map((one) => [one.criterion, one])))
  const criteria = [...new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])])]
  return criteria.flatMap((criterion) => {
    const [old, now] = [was?.get(criterion), is?.get(criterion)]
    const kind = now?.kind ?? old?.kind ?? ''
    const direction = directionOf(old ?? ABSENT, now ?? ABSENT, kind)
    if (direction === undefined) return []
    const common = { direction, subject: after.subject, criterion, kind, case: after.name }
    return [{ ...common, before: seen(old), after: seen(now) }]
  })
}

function seen(finding: ComparableFinding | undefined): Seen {
  const { outcome, observed, actual } = finding ?? ABSENT
  return { outcome, observed, actual }
}

function directionOf(was: Seen, is: Seen, kind: string): Direction | undefined {
  if (was.outcome === 'unjudged' || is.outcome === 'unjudged') {
    if (was.outcome === is.outcome) return undefined
    return is.outcome === 'unjudged' ? 'lost' : 'gained'
  }
  if (was.outcome === is.outcome) return was.observed === is.observed ? undefined : 'other'
  if (kind === 'informative') return 'other'
  if (is.outcome === 'fail') return 'worse'
  return was.outcome === 'fail' ? 'better' : 'other'
}

function notesOn(before: Comparable, after: Comparable, otherVersion: ReadonlySet<string>): string[] {
  const versions = [...otherVersion].map((id) => `${id} ${before.scenarios[id]} → ${after.scenarios[id]}`)
  return [
    ...(before.tool === after.tool ? [] : [`made by other versions: ${before.tool} → ${after.tool}`]),
    ...(versions.length === 0 ? [] : [`not compared, since the scenario has another version: ${versions.join(', ')}`]),
    ...buildsOnlyIn(before, after, 'before'),
    ...buildsOnlyIn(after, before, 'after'),
    ...onlyIn(before, after, 'before'),
    ...onlyIn(after, before, 'after'),
    ...[before, after].flatMap(({ interrupted, name }) => (interrupted ? [`${name} was interrupted`] : [])),
  ]
}

function buildsOnlyIn({ builds }: Comparable, other: Comparable, when: 'before' | 'after'): string[] {
  const own = builds.filter((build) => !other.builds.includes(build))
  return own.length === 0 ? [] : [`builds that ran ${when} only: ${own.join(', ')}`]
}

/** Maximum number of names in a list. */
const MAX = 6

function onlyIn(one: Comparable, other: Comparable, word: string): string[] {
  const keys = new Set(other.cases.map(({ key }) => key))
  const more = one.cases.filter(({ key }) => !keys.has(key))
  if (more.length === 0) return []
  const [scenarios, subjects] = (['scenario', 'subject'] as const).map((field) => {
    const theirs = new Set(other.cases.map((each) => each[field]))
    return [...new Set(more.map((each) => each[field]))].filter((name) => !theirs.has(name))
  })
  const named = [...(scenarios ?? []), ...(subjects ?? [])]
  const list = named.length === 0 ? '' : `: ${named.slice(0, MAX).join(', ')}${named.length > MAX ? ', …' : ''}`
  return [`only ${word}: ${more.length} test case${more.length === 1 ? '' : 's'}${list}`]
}
