/** A check's report as a person reads it at night: what is wrong first, then why, then what to do. */
import { tmpdir } from 'node:os'
import { styleText } from 'node:util'
import type { Front, Grade } from '../../model/index.ts'
import { MARK } from '../../redact/secret-shapes.ts'
import { visible, visibleLines } from '../../redact/visible-characters.ts'
import { alike, keyOf, sayCriteria } from './fronts.ts'
import type { PrintedReport } from './redacted.ts'
import type { Cause, Failure, InnateCause, MythReport, NarrowRemedy, Remedy, RouteReport } from './report.ts'
import { isDiff, mapStrings } from './report-strings.ts'

type Paint = (format: Parameters<typeof styleText>[0], text: string) => string

const COLOURS = { works: 'green', degraded: 'yellow', broken: 'red', refused: 'magenta', unknown: 'gray' } as const
/** Of several routes the first line is of the one that hurts most. */
const WORST_FIRST: readonly Grade[] = ['refused', 'broken', 'unknown', 'degraded', 'works']
/** Replaced lines that are told; `--json` has all. */
const MOST_REPLACED = 60

/** Lines without a newline or a control character; coloured where the stream is a terminal that wants it. */
export function sayReport(printed: PrintedReport, stream: NodeJS.WriteStream): string[] {
  const report = mapStrings(printed, (text) => (isDiff(text) ? visibleDiff(text) : visible(text)))
  const paint: Paint = (format, text) => styleText(format, text, { stream })
  const { build, routes, notes, written } = report
  const worstFirst = [...routes].sort((a, b) => WORST_FIRST.indexOf(a.grade) - WORST_FIRST.indexOf(b.grade))
  const lines = worstFirst.flatMap((route) => sayRoute(route, report, paint))
  lines.push(
    `Tested on ${build.id} (${build.origin}), ${build.runtime}, in ${(report.tookMs / 1000).toFixed(1)} s.`,
    ...(build.note === undefined ? [] : [build.note]),
    ...notes,
  )
  for (const { file, backup } of written) lines.push(`Written: ${file} (as it was: ${backup}).`)
  if (report.redacted) lines.push(`Secrets are printed as ${MARK}; --show-secrets prints them.`)
  if (report.interrupted) lines.push('Interrupted: this is what was tested until then.')
  return lines
}

/** What begins like no line of a diff belongs to the line before: a file's name may contain a line end. */
const visibleDiff = (diff: string): string => visibleLines(diff.replace(/\n(?![ +@\\-]|\r?\n|$)/g, '\\n'))

function sayRoute(route: RouteReport, { applies, originHeaders }: PrintedReport, paint: Paint): string[] {
  const { path, name, host, address, server, where, target, grade, headline, answers, failing, combined, application } =
    route
  const word = paint([COLOURS[grade satisfies Grade], 'bold'], grade)
  const lines = [
    `${word}: ${headline}`,
    paint('dim', `  ${name || path} → ${target} (${where}), asked as ${host}${path}`),
    ...(server === '' ? [] : [paint('dim', `  server at ${server}, listening on ${address}`)]),
    ...originHeaders.map(([field, value]) => `  the application sends ${field}: ${value} (--origin-header)`),
    ...route.untested.map((line) => `  ${line}`),
    ...sayLacking(route.lacking),
    '',
  ]
  for (const { question, answer } of answers) lines.push(paint('bold', question), `  ${answer}`)
  lines.push('')
  lines.push(...sayFailures(route, paint))
  if (combined !== undefined) {
    const byHand = combined.diff.includes(MARK) ? `--output patch | ${applies}` : applies
    lines.push(
      paint('bold', `The change${failing.length > 1 ? ' for all of it' : ''} (--fix writes it; by hand: ${byHand})`),
    )
    lines.push(...sayRemedy(combined, route.fronts, paint), '')
    if (route.narrower !== undefined) lines.push(...sayNarrower(route.narrower, paint), '')
  } else if (failing.some(({ innate }) => innate === undefined)) {
    lines.push('No change of the configuration was verified to fix it without breaking something else.', '')
  }
  if (application !== undefined) {
    lines.push(paint('bold', 'Or in the application, where the configuration cannot be touched'))
    lines.push(...sayRemedy(application, route.fronts, paint), '')
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

/** Criteria that fail for the same reason are told together. */
function sayFailures({ failing, fronts, combined }: RouteReport, paint: Paint): string[] {
  const fixed = new Set(combined?.turns.map(keyOf))
  const groups = Map.groupBy(failing, ({ causes, innate, remedy, ...one }) =>
    JSON.stringify([causes, innate, remedy?.titles, fixed.has(keyOf(one))]),
  )
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    return [
      ...alike(group).map((same) => sayFailing(same, fronts, paint)),
      ...sayWhy(first, group, fixed.has(keyOf(first))),
      '',
    ]
  })
}

/** @param same what several fronts show alike */
function sayFailing(same: readonly Failure[], fronts: readonly Front[], paint: Paint): string {
  const [name] = sayCriteria(same, fronts)
  const [first] = same
  const word = first?.kind === 'required' ? paint('red', 'fails') : paint('yellow', 'warning')
  return `${word}  ${name}: ${first?.actual}${first?.hidden === true ? ' (masked by the error above)' : ''}`
}

/** @param fixed the change for all of it fixes it */
function sayWhy({ causes, innate, remedy, tried }: Failure, group: readonly Failure[], fixed: boolean): string[] {
  if (innate !== undefined) return sayInnate(innate)
  const harmful = new Map(group.flatMap((one) => one.harmful).map((one) => [one.title, one]))
  const not = [...harmful.values()].map(
    ({ title, worsened }) => `  not: ${title}, since it breaks ${worsened.join(', ')}`,
  )
  if (causes.length === 0 && fixed) return ['  cause: no change alone fixes it; the change below does', ...not]
  if (causes.length === 0) return [`  cause: not found; none of ${tried} changes fixes it`, ...not]
  const none = fixed ? 'verified fix: the change below' : 'fix: none found that breaks nothing else'
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

function sayRemedy({ titles, diff, turns, before, after }: Remedy, fronts: readonly Front[], paint: Paint): string[] {
  return [
    ...titles.map((title) => `  ${title}`),
    ...(diff.includes(MARK)
      ? [`  Secrets are redacted in these lines, so this text does not apply; --output patch prints the real lines.`]
      : []),
    ...(diff === '' ? [] : ['', ...sayDiff(diff, paint), '']),
    `  before: ${before.grade}, ${before.passed} findings pass, ${before.failed} fail`,
    `  after:  ${after.grade}, ${after.passed} pass, ${after.failed} fail: ${after.headline}`,
    `  fixes:  ${sayCriteria(turns, fronts).join(', ')}`,
  ]
}

/** What it passes and fails is as in the change above. */
function sayNarrower({ path, diff, titles }: NarrowRemedy, paint: Paint): string[] {
  return [
    paint('bold', `Or, narrower: for ${path} alone, and the rest of the site stays as it is`),
    `  verified: ${titles.join(', and ')}, in a place of its own. Write your stream's path for ${path}.`,
    '',
    ...sayDiff(diff, paint),
  ]
}

function sayDiff(diff: string, paint: Paint): string[] {
  const colour = (line: string): string => {
    if (/^(\+\+\+|---) /.test(line)) return paint('bold', line)
    if (line.startsWith('+')) return paint('green', line)
    return line.startsWith('-') ? paint('red', line) : line
  }
  // A blank line at its end, or a CR, belongs to the last hunk.
  return diff.replace(/\n$/, '').split('\n').map(colour)
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

/** The folder of an instance has a name that says nothing. */
const inSandbox = (text: string): string =>
  text
    .split(`${tmpdir()}/sse-compat-`)
    .map((part, index) => (index === 0 ? part : part.replace(/^[^/]+\/[^/]+\//, '<sandbox>/')))
    .join('')

function sayReplaced({ replaced }: RouteReport, paint: Paint): string[] {
  if (replaced.length === 0) return []
  const rest = replaced.length - MOST_REPLACED
  return [
    paint('dim', 'Substituted for the sandbox, and nothing else (your files are not changed):'),
    ...replaced
      .slice(0, MOST_REPLACED)
      .map(({ where, was, is, why }) =>
        paint('dim', `  ${where}: ${was} → ${is === '' ? 'nothing' : inSandbox(is)} (${why})`),
      ),
    ...(rest > 0 ? [paint('dim', `  and ${rest} more: see --json`)] : []),
    '',
  ]
}
