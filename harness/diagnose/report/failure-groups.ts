/** Groups criteria that fail for the same reason. Each criterion is in exactly one group, so that they can be counted. Pure. */
import type { Front } from '../../model/index.ts'
import { alike, keyOf, sayFronts } from './fronts.ts'
import type { Failure, RouteReport } from './report.ts'

/** One criterion, on the fronts with the same result. */
export interface FailingCriterion extends Failure {
  /** `over HTTP/2`; '' for all fronts of the route. */
  readonly when: string
}

export interface FailureGroup {
  /** Required ones first, otherwise in the order of the report. */
  readonly criteria: readonly [FailingCriterion, ...FailingCriterion[]]
  /** Changes that fix one of them but break something else, each once. */
  readonly harmful: Failure['harmful']
  /** The combined change fixes all of them. */
  readonly isFixed: boolean
}

/** Groups in the order of their first criterion; a warning that no line causes comes last, since nobody can mend it here. */
export function failureGroups({ failing, fronts, combined }: RouteReport): readonly FailureGroup[] {
  const fixed = new Set(combined?.turns.map(keyOf))
  const groups = Map.groupBy(failing, ({ causes, innate, remedy, ...one }) =>
    JSON.stringify([causes, innate, remedy?.titles, fixed.has(keyOf(one))]),
  )
  const all = [...groups.values()].flatMap((group): FailureGroup[] => {
    const [first, ...rest] = alike(group).flatMap((same) => criterionOf(same, fronts))
    if (first === undefined) return []
    const harmful = new Map(group.flatMap((one) => one.harmful).map((one) => [one.title, one]))
    return [{ criteria: [first, ...rest], harmful: [...harmful.values()], isFixed: fixed.has(keyOf(first)) }]
  })
  return all.sort((one, other) => Number(isLimitation(one)) - Number(isLimitation(other)))
}

const isLimitation = ({ criteria: [first] }: FailureGroup): boolean =>
  first.kind === 'optimal' && first.innate !== undefined

function criterionOf(same: readonly Failure[], fronts: readonly Front[]): FailingCriterion[] {
  const [first] = same
  return first === undefined ? [] : [{ ...first, when: sayFronts(same, fronts) }]
}

export interface Counts {
  readonly errors: number
  readonly warnings: number
}

/** Counts the listed criteria: required ones are errors, optional ones warnings. */
export function countsOf(groups: readonly FailureGroup[]): Counts {
  const all = groups.flatMap(({ criteria }) => criteria)
  const errors = all.filter(({ kind }) => kind === 'required').length
  return { errors, warnings: all.length - errors }
}

/** `2 errors, 1 warning`; `no errors, no warnings`. */
export const sayCounts = ({ errors, warnings }: Counts): string =>
  `${many(errors, 'error')}, ${many(warnings, 'warning')}`

const many = (count: number, noun: string): string => `${count === 0 ? 'no' : count} ${noun}${count === 1 ? '' : 's'}`
