/** A group of failures with one reason, in the form of a compiler's diagnostic: code, place, line, cause, fix. Pure. */
import type { FailingCriterion, FailureGroup } from '../failure-groups.ts'
import type { Cause, RouteReport } from '../report.ts'
import { placeOfRoute, type SourceLine, type Sources } from '../source-lines.ts'

export interface Diagnostic {
  readonly level: 'error' | 'warning'
  /** `delivery/live` */
  readonly code: string
  readonly title: string
  /** The responsible line; where a default is responsible, the first line of the route's location. */
  readonly source?: SourceLine
  /** The problem with that line; '' where it has none. */
  readonly label: string
  /** Other criteria that fail for the same reason: `warning delivery/head-first`. */
  readonly others: readonly string[]
  /** The fix, or why there is none. */
  readonly fix: string
  /** Other responsible lines, and changes that do not help. */
  readonly remarks: readonly string[]
  /** The setting's effect, and its documentation. */
  readonly background: readonly string[]
}

export function diagnosticsOf(
  route: RouteReport,
  groups: readonly FailureGroup[],
  sources: Sources,
): readonly Diagnostic[] {
  return groups.map((group) => diagnosticOf(route, group, sources))
}

function diagnosticOf(route: RouteReport, group: FailureGroup, sources: Sources): Diagnostic {
  const [first, ...others] = group.criteria
  const [cause, ...together] = first.causes
  const place = cause === undefined ? undefined : (cause.where ?? cause.near ?? placeOfRoute(route, sources))
  const source = place === undefined ? undefined : sources(place)
  return {
    level: levelOf(first),
    code: first.criterion,
    title: titleOf(first),
    ...(source === undefined ? {} : { source }),
    label: labelOf(cause, source),
    others: others.map((one) => nameOf(one, levelOf(first))),
    fix: fixOf(first, group.isFixed),
    remarks: [
      ...together.map((one) => `together with ${placed(one)}`),
      ...group.harmful.map(({ title, worsened }) => `not: ${title}, since it breaks ${worsened.join(', ')}`),
    ],
    background: backgroundOf(first, cause),
  }
}

const levelOf = ({ kind }: FailingCriterion): Diagnostic['level'] => (kind === 'required' ? 'error' : 'warning')

function titleOf({ actual, when, hidden }: FailingCriterion): string {
  const masked = hidden === true ? ' (masked by the error above)' : ''
  return `${actual}${when === '' ? '' : `, ${when}`}${masked}`
}

/** With its level where that differs from the first one's, so that all can be counted. */
function nameOf(one: FailingCriterion, level: Diagnostic['level']): string {
  const own = levelOf(one)
  return [...(own === level ? [] : [own]), one.criterion, ...(one.when === '' ? [] : [one.when])].join(' ')
}

/** For a written line its effect, since the line itself is shown; for a default that it is one. */
function labelOf(cause: Cause | undefined, source: SourceLine | undefined): string {
  if (cause === undefined) return ''
  if (cause.where === undefined) return cause.says
  return source === undefined ? placed(cause) : cause.why
}

const placed = ({ where, says }: Cause): string => (where === undefined ? says : `${where}: ${says}`)

function fixOf({ causes, innate, remedy, guard, tried }: FailingCriterion, isFixed: boolean): string {
  if (innate !== undefined) {
    const instead = innate.instead === undefined ? '' : `; verified alternative: ${innate.instead}`
    return `product limitation: ${innate.says}${instead}`
  }
  if (remedy !== undefined) return `verified fix: ${remedy.titles.join(', and ')}`
  if (isFixed)
    return causes.length === 0 ? 'verified fix: all changes below together' : 'verified fix: the change below'
  if (guard !== undefined) return `no change is offered, since the line is a guard: ${guard}`
  if (causes.length > 0) return 'no fix found that breaks nothing else'
  return tried === 0 ? 'no cause found: no change was tested' : `no cause found: none of ${tried} changes fixes it`
}

function backgroundOf({ innate }: FailingCriterion, cause: Cause | undefined): string[] {
  if (innate !== undefined) return [innate.doc]
  if (cause === undefined) return []
  return [...(cause.where === undefined ? [cause.why] : []), cause.doc]
}
