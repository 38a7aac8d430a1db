/** Prints a check's whole report (`--verbose`): verdict and answers first, then causes, remedies, and substitutions. */
import { tmpdir } from 'node:os'
import { MARK } from '../../redact/secret-shapes.ts'
import type { Paint } from '../../terminal/colour.ts'
import { widthOf } from '../../terminal/columns.ts'
import { countsOf, type FailureGroup, failureGroups, sayCounts } from './failure-groups.ts'
import { sayCriteria } from './fronts.ts'
import { unprovenPlace } from './reached-place.ts'
import type { PrintedReport } from './redacted.ts'
import type { Cause, InnateCause, MythReport, NarrowRemedy, Remedy, RouteReport } from './report.ts'
import { diffRows, isApplicable, numberedRows } from './terminal/change-rows.ts'
import { withoutControls } from './terminal/report-text.ts'
import { rowsOf, type Screen, withoutTabs } from './terminal/screen.ts'
import { sayGrade, worstFirst } from './terminal/verdict-lines.ts'

/** Maximum number of printed substitutions; `--json` has all. */
const MAX_REPLACED = 60

/**
 * Rows without line ends or control characters, none wider than the screen.
 * @param change one diff for all routes
 */
export function sayReport(printed: PrintedReport, change: string, screen: Screen): string[] {
  const report = withoutControls(printed)
  const { build, routes, notes, written } = report
  const shown = sayChange(withoutControls(change), report, screen)
  const only = routes.length === 1
  const lines = worstFirst(routes).flatMap((route) => sayRoute(route, report, only ? shown : [], screen))
  if (!only) lines.push(...shown, '')
  lines.push(
    `Tested on ${build.id} (${build.origin}), ${build.runtime}, in ${(report.tookMs / 1000).toFixed(1)} s.`,
    ...(build.note === undefined ? [] : [build.note]),
    ...notes,
  )
  for (const { file, backup } of written) lines.push(`Written: ${file} (as it was: ${backup}).`)
  if (report.redacted) lines.push(`Secrets are printed as ${MARK}; --show-secrets prints them.`)
  if (report.interrupted) lines.push('Interrupted: this is what was tested until then.')
  return lines.flatMap((line) => fitting(line, screen.columns))
}

/** A line that fits is kept, because it may belong to a diff. */
function fitting(line: string, columns: number): string[] {
  if (widthOf(withoutTabs(line)) <= columns) return [line]
  // A colour may start before the indentation.
  const [, colour = '', indent = ''] = /^((?:\p{Cc}\[[\d;]*m)*)( *)/u.exec(line) ?? []
  return rowsOf(colour + line.slice(colour.length + indent.length), columns, indent, `${indent}  `)
}

function sayRoute(
  route: RouteReport,
  { originHeaders, applies }: PrintedReport,
  change: readonly string[],
  screen: Screen,
): string[] {
  const { path, name, host, address, server, where, target, grade, headline, answers, failing, combined, application } =
    route
  const { paint } = screen
  const lines = [
    `${sayGrade(grade, screen)}: ${headline}`,
    paint('dim', `  ${name || path} → ${target} (${where}), tested as ${host}${path}`),
    ...(server === '' ? [] : [paint('dim', `  server at ${server}, listening on ${address}`)]),
    ...originHeaders.map(([field, value]) => `  the application sends ${field}: ${value} (--origin-header)`),
    ...route.untested.map((line) => `  ${line}`),
    ...sayLacking(route.lacking),
    ...unprovenPlace(route).map((line) => `  ${line}`),
    '',
  ]
  for (const { question, answer } of answers) lines.push(paint('bold', question), `  ${answer}`)
  lines.push('')
  lines.push(...sayFailures(route, paint))
  if (combined !== undefined) {
    lines.push(paint('bold', `The change${failing.length > 1 ? ' for all of it' : ''}`))
    lines.push(...sayRemedy(combined, route), ...change, '')
    if (route.narrower !== undefined) lines.push(...sayNarrower(route.narrower, applies, screen), '')
  } else if (failing.some(({ innate }) => innate === undefined)) {
    lines.push('No change of the configuration was verified to fix it without breaking something else.', '')
  }
  if (application !== undefined) {
    lines.push(paint('bold', 'Or in the application, where the configuration cannot be touched'))
    lines.push(...sayRemedy(application, route), '')
  }
  for (const myth of route.myths) lines.push(...sayMyth(myth, paint), '')
  lines.push(...sayInconclusive(route.inconclusive))
  if (route.undone.length > 0) lines.push('Not judged:', ...route.undone.map((line) => `  ${line}`), '')
  return [...lines, ...sayReplaced(route, paint)]
}

function sayInconclusive(some: RouteReport['inconclusive']): string[] {
  if (some.length === 0) return []
  const lines = some.map(({ criterion, cells, because }) => {
    const named = cells.filter((cell) => cell !== criterion)
    return `  ${criterion}${named.length === 0 ? '' : ` (${named.join(', ')})`}: ${because}`
  })
  return [
    'Inconclusive, so that neither the grade nor the exit code depends on it (a busy machine may be the reason):',
    ...lines,
    '',
  ]
}

function sayLacking(lacking: readonly string[]): string[] {
  if (lacking.length === 0) return []
  return [
    '  Tested without these lines, so nothing is reported of what they do (--build names a build that has the module):',
    ...lacking.map((line) => `    ${line}`),
  ]
}

function sayFailures(route: RouteReport, paint: Paint): string[] {
  return failureGroups(route).flatMap((group) => [
    ...group.criteria.map(({ kind, criterion, when, actual, hidden }) => {
      const word = kind === 'required' ? paint('red', 'error') : paint('yellow', 'warning')
      const masked = hidden === true ? ' (masked by the error above)' : ''
      return `${word}[${criterion}]: ${actual}${when === '' ? '' : `, ${when}`}${masked}`
    }),
    ...sayWhy(group),
    '',
  ])
}

function sayWhy({ criteria: [first], harmful, isFixed }: FailureGroup): string[] {
  const { causes, innate, remedy, guard, tried } = first
  if (innate !== undefined) return sayInnate(innate)
  const not = harmful.map(({ title, worsened }) => `  not: ${title}, since it breaks ${worsened.join(', ')}`)
  if (causes.length === 0 && isFixed) return ['  cause: no change alone fixes it; the change below does', ...not]
  if (causes.length === 0)
    return [`  cause: not found; ${tried === 0 ? 'no change was tested' : `none of ${tried} changes fixes it`}`, ...not]
  const unfixed =
    guard === undefined
      ? 'fix: none found that breaks nothing else'
      : `no change is offered, since the line is a guard: ${guard}`
  const none = isFixed ? 'verified fix: the change below' : unfixed
  const cure = remedy === undefined ? none : `verified fix: ${remedy.titles.join(', and ')}`
  return [...causes.flatMap((cause) => sayCause(cause, causes.length)), `  ${cure}`, ...not]
}

function sayInnate({ says, doc, instead }: InnateCause): string[] {
  return [
    `  product limitation: ${says}. A configuration of the route alone shows the same.`,
    `    ${doc}`,
    ...(instead === undefined ? [] : [`  verified alternative: ${instead}`]),
  ]
}

function sayCause({ where, says, why, doc }: Cause, count: number): string[] {
  const one = count > 1 ? 'cause, with the others' : 'cause'
  return [`  ${one}: ${where === undefined ? says : `${where}: ${says}`}`, `    ${why}`, `    ${doc}`]
}

/** The change for all routes; the only part of a report that a program can apply. */
function sayChange(change: string, { applies }: PrintedReport, screen: Screen): string[] {
  if (change === '') return []
  if (isApplicable(change, screen))
    return [`  --fix writes it; by hand: this diff | ${applies}`, '', ...diffRows(change, screen)]
  const why = change.includes(MARK) ? 'Secrets are redacted in these lines' : 'Some lines do not fit the width'
  return [
    `  --fix writes it; by hand: --output patch | ${applies}`,
    `  ${why}, so this text does not apply; --output patch prints the real lines.`,
    '',
    ...numberedRows(change, screen, true, applies),
  ]
}

/** Criteria are counted as they are listed; test cases are counted as test results. */
function sayRemedy({ titles, turns, before, after }: Remedy, route: RouteReport): string[] {
  const results = ({ passed, failed }: Remedy['before']): string => `${failed} of ${passed + failed} test results fail`
  return [
    ...titles.map((title) => `  ${title}`),
    `  before: ${before.grade}, ${sayCounts(countsOf(failureGroups(route)))}; ${results(before)}`,
    `  after:  ${after.grade}; ${results(after)}: ${after.headline}`,
    `  fixes:  ${sayCriteria(turns, route.fronts).join(', ')}`,
  ]
}

/**
 * Its passing and failing criteria are the same as for the change above. It is not printed as a diff, because only one of the two
 * changes may be applied.
 */
function sayNarrower({ path, diff, titles }: NarrowRemedy, applies: string, screen: Screen): string[] {
  return [
    screen.paint('bold', `Or, narrower: for ${path} alone, and the rest of the site stays as it is`),
    `  verified: ${titles.join(', and ')}, in a place of its own. Write your stream's path for ${path}.`,
    '  --narrower prints it as the diff, and writes it with --fix.',
    '',
    ...numberedRows(diff, screen, true, applies),
  ]
}

const EFFECT = {
  same: 'Tested without it: no finding changes.',
  better: 'Tested without it: it gets better.',
  worse: 'Tested without it: it gets worse.',
  unknown: '',
} as const

function sayMyth({ where, says, truth, doc, without }: MythReport, paint: Paint): string[] {
  return [
    `${paint('yellow', 'ineffective directive')} ${where}: ${says}`,
    `  ${truth}. ${EFFECT[without]}`.trimEnd(),
    `    ${doc}`,
  ]
}

/** The name of an instance's folder has no meaning for the reader. */
const inSandbox = (text: string): string =>
  text
    .split(`${tmpdir()}/sse-compat-`)
    .map((part, index) => (index === 0 ? part : part.replace(/^[^/]+\/[^/]+\//, '<sandbox>/')))
    .join('')

function sayReplaced({ replaced }: RouteReport, paint: Paint): string[] {
  if (replaced.length === 0) return []
  const rest = replaced.length - MAX_REPLACED
  return [
    paint('dim', 'Substituted for the sandbox, and nothing else (your files are not changed):'),
    ...replaced
      .slice(0, MAX_REPLACED)
      .map(({ where, was, is, why }) =>
        paint('dim', `  ${where}: ${was} → ${is === '' ? 'nothing' : inSandbox(is)} (${why})`),
      ),
    ...(rest > 0 ? [paint('dim', `  and ${rest} more: see --json`)] : []),
    '',
  ]
}
