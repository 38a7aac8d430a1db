/** What a check found, as problems at lines of the files: each cause once, with everything that fails because of it. Pure. */
import { countsAgainst } from '../../../harness/diagnose/report/exit-code.ts'
import { staleExpectations } from '../../../harness/diagnose/report/expected.ts'
import { keyOf, sayCriteria } from '../../../harness/diagnose/report/fronts.ts'
import type { PrintedReport } from '../../../harness/diagnose/report/redacted.ts'
import type { Failure, MythReport, RouteReport } from '../../../harness/diagnose/report/report.ts'
import { type Problem, placeOf } from '../../ci/outcome.ts'
import { nameOf } from './route-name.ts'

export function problemsOf(report: PrintedReport): Problem[] {
  const { routes, interrupted, config, written } = report
  const fixed = written.length > 0
  return [
    ...routes.flatMap((route) => [
      ...failures(route, report),
      ...(fixed ? [] : route.myths.map((myth) => problemOfMyth(myth))),
      ...notJudged(route),
    ]),
    ...staleExpectations(report).map(stale),
    ...(routes.length === 0
      ? [whole(config, 'no route was tested', 'no route that passes requests on was tested')]
      : []),
    ...(interrupted ? [whole(config, 'interrupted', 'the report contains what was tested until then')] : []),
  ]
}

const stale = (criterion: string): Problem => ({
  level: 'error',
  rule: 'stale-expectation',
  requires: 'Each expected failure fails.',
  title: `${criterion} is expected to fail, and does not`,
  message: 'Take it out of --expect.',
  related: [],
  identity: `stale\n${criterion}`,
})

const whole = (config: string, title: string, message: string): Problem => ({
  level: 'error',
  rule: 'not-judged',
  requires: 'Each route comes to a result.',
  title,
  message: `${config}: ${message}.`,
  related: [],
  identity: `not-judged\n${title}`,
})

/** Criteria that fail for the same reason are one problem, named by the first. */
function failures(route: RouteReport, report: PrintedReport): Problem[] {
  const groups = Map.groupBy(route.failing, (failure) =>
    JSON.stringify([failure.causes, failure.innate, failure.kind, countsAgainst(failure, report, route)]),
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    return first === undefined ? [] : [problemOf(first, group, route, report)]
  })
}

function problemOf(first: Failure, group: readonly Failure[], route: RouteReport, report: PrintedReport): Problem {
  const { criterion, causes, innate } = first
  const places = causes.flatMap(({ where, near }) => placeOf(where ?? near) ?? [])
  const [place = placeOf(route.where), ...related] = places
  const doc = causes[0]?.doc ?? innate?.doc
  const names = sayCriteria(group, route.fronts)
  const isExpected = report.expected?.includes(criterion) === true
  const counts = countsAgainst(first, report, route)
  const isFixed = report.written.length > 0 && !isExpected && !counts
  return {
    level: levelOf(first, counts),
    rule: criterion,
    requires: first.title,
    title: `${nameOf(route)}: ${first.actual}`,
    message: [
      `${isFixed ? 'Fixed' : 'Fails'}: ${names.join(', ')}.`,
      ...causes.map(({ says, where, why }) => `Cause: ${where === undefined ? '' : `${where}: `}${says} (${why})`),
      ...(innate === undefined ? [] : [`Product limitation: ${innate.says}. ${innate.instead ?? ''}`.trimEnd()]),
      ...remedies(first, route),
      ...(counts && first.kind !== 'required' ? [COUNTED] : []),
    ].join('\n'),
    ...(place && { place }),
    related,
    ...(isExpected ? { expected: 'listed in --expect' } : {}),
    ...(doc === undefined ? {} : { doc }),
    identity: [
      nameOf(route),
      ...causes.map(({ name }) => name),
      ...group.map((one) => `${keyOf(one)} ${one.observed.join(' ')}`),
    ].join('\n'),
  }
}

/** The same word as in the text for people, where a failing optional criterion is a warning whatever the exit code is. */
const levelOf = ({ kind }: Failure, counts: boolean): Problem['level'] =>
  kind === 'required' && counts ? 'error' : 'warning'

const COUNTED = 'This warning makes the exit code 1, because the configuration causes it.'

function remedies({ remedy, ...failure }: Failure, { combined }: RouteReport): string[] {
  const own = remedy?.titles ?? []
  const turned = combined?.turns.some((one) => keyOf(one) === keyOf(failure)) === true ? combined.titles : []
  const titles = own.length > 0 ? own : turned
  return titles.length === 0 ? [] : [`Verified fix: ${titles.join(', and ')}.`]
}

const EFFECT: Readonly<Record<MythReport['without'], string>> = {
  same: ' Tested without it: no finding changes.',
  better: ' Tested without it: it gets better.',
  worse: ' Tested without it: it gets worse.',
  unknown: '',
}

function problemOfMyth({ where, says, truth, doc, without }: MythReport): Problem {
  const place = placeOf(where)
  return {
    level: 'warning',
    rule: 'ineffective-directive',
    requires: 'Each line does what it is there for.',
    title: `ineffective directive: ${says}`,
    message: `${truth}.${EFFECT[without]}`,
    ...(place && { place }),
    related: [],
    doc,
    identity: `ineffective-directive\n${place?.file ?? where}\n${says}`,
  }
}

function notJudged(route: RouteReport): Problem[] {
  const { grade, broken, undone, untested, where } = route
  const lines = [...(broken ? undone : []), ...(grade === 'unknown' ? untested : [])]
  if (lines.length === 0 && grade !== 'unknown') return []
  const place = placeOf(where)
  const message = lines.length === 0 ? 'It could not be judged.' : lines.join('\n')
  return [
    {
      level: 'error',
      rule: 'not-judged',
      requires: 'Each route comes to a result.',
      title: `${nameOf(route)}: not judged`,
      message,
      ...(place && { place }),
      related: [],
      identity: `not-judged\n${nameOf(route)}`,
    },
  ]
}
