/** The last rows of a check: the verdict, the next command, the duration and the exit code. Pure. */
import type { Grade } from '../../../model/index.ts'
import { widthOf } from '../../../terminal/columns.ts'
import { type Counts, countsOf, failureGroups, sayCounts } from '../failure-groups.ts'
import { nothingWritten } from '../nothing-written.ts'
import type { PrintedReport } from '../redacted.ts'
import type { RouteReport } from '../report.ts'
import { skippedCount } from '../skipped-note.ts'
import { cut, rowsOf, type Screen } from './screen.ts'

/** How the check was requested, and how it ends. */
export interface Asked {
  /** The command without options that only change the output; shell words, without secrets. */
  readonly command: string
  /** The command that shows the whole report without testing again, in this folder. */
  readonly lastCommand: string
  readonly exitCode: number
  readonly all: boolean
  /** With `--fix --dry-run`: the files that would be written. */
  readonly wouldWrite: readonly { readonly file: string; readonly backup: string }[] | undefined
  /** Whether `--fix` can write it: the input was not standard input. */
  readonly isFile: boolean
  /** `--fix`, not as a dry run. */
  readonly isFix: boolean
  /** `check --last` shows it again. */
  readonly isKept: boolean
}

const COLOURS = { works: 'green', degraded: 'yellow', broken: 'red', refused: 'magenta', unknown: 'gray' } as const
/** With several routes, the most serious one comes first. */
const WORST_FIRST: readonly Grade[] = ['refused', 'broken', 'unknown', 'degraded', 'works']
export const LONGEST_GRADE = 8

export const worstFirst = (routes: readonly RouteReport[]): readonly RouteReport[] =>
  [...routes].sort((a, b) => WORST_FIRST.indexOf(a.grade) - WORST_FIRST.indexOf(b.grade))

/** One wording for a grade, wherever it is a verdict: its word in capitals. */
export const sayGrade = (grade: Grade, { paint }: Screen): string =>
  paint([COLOURS[grade], 'bold'], grade.toUpperCase())

/** `app.example.com/events/` */
export const addressOf = ({ host, address, path }: RouteReport): string => `${host === '' ? address : host}${path}`

/** With the port where another route is otherwise the same: `localhost:8082/events/`. */
export function addressAmong(routes: readonly RouteReport[], route: RouteReport): string {
  const own = addressOf(route)
  const isTwice = routes.some((one) => one !== route && addressOf(one) === own)
  const port = isTwice && route.host !== '' ? /:\d+$/.exec(route.address)?.[0] : undefined
  return port === undefined ? own : `${route.host}${port}${route.path}`
}

export const countsOfRoute = (route: RouteReport): Counts => countsOf(failureGroups(route))

/** Only one row for each route. */
export const quietRows = (routes: readonly RouteReport[], screen: Screen): string[] =>
  worstFirst(routes).map((route) => {
    const grade = sayGrade(route.grade, screen) + ' '.repeat(LONGEST_GRADE - route.grade.length)
    return cut(
      `${grade}  ${addressAmong(routes, route)}  ${sayCounts(countsOfRoute(route))}: ${route.headline}`,
      screen.columns,
    )
  })

export interface ByHand {
  /** The text above is a diff that this command accepts. */
  readonly isPrinted: boolean
  readonly hasChange: boolean
}

export function verdictLines(report: PrintedReport, asked: Asked, byHand: ByHand, screen: Screen): string[] {
  const { routes, build, tookMs, notes } = report
  const { columns } = screen
  const { isKept, command, lastCommand } = asked
  // Above are the causes of the worst one only.
  const isPart = routes.filter(({ failing }) => failing.length > 0).length > 1
  const shows = isKept ? lastCommand : `${command} --verbose`
  const more = [
    isPart
      ? `${shows}: each route's causes`
      : `${isKept ? 'check --last' : '--verbose'}: answers, passes, substitutions`,
    ...(asked.all || skippedCount(notes) === 0 ? [] : [`--all: ${skippedCount(notes)} more scenarios`]),
  ]
  const on = `${build.id} (${build.runtime})`
  const end = `${Math.round(tookMs / 1000)} s, exit ${asked.exitCode}`
  const gap = ' '.repeat(Math.max(2, columns - widthOf(on) - 2 - widthOf(end)))
  return [
    ...verdict(report, screen),
    ...changeTitles(report, columns),
    ...nextRows(report, asked, byHand, columns),
    ...rowsOf(more.join('   '), columns, '  more   '),
    ...(routes.length === 0 ? [] : [cut(`  ${cut(on, columns - widthOf(end) - 4)}${gap}${end}`, columns)]),
    ...(routes.length === 0 ? [cut(`  ${end}`, columns)] : []),
  ]
}

function verdict({ routes, interrupted, written }: PrintedReport, screen: Screen): string[] {
  const [worst, ...others] = worstFirst(routes)
  const stop = interrupted ? '   interrupted: this is what was tested until then' : ''
  if (worst === undefined) {
    const words = interrupted
      ? 'interrupted before a route was tested to its end; the notes have what was found until then'
      : 'Nothing was tested'
    return rowsOf(interrupted ? `${screen.paint('bold', 'UNFINISHED')}  ${words}` : words, screen.columns, '', '  ')
  }
  const what =
    others.length === 0
      ? `${addressOf(worst)}   ${worst.grade === 'unknown' ? '' : sayCounts(countsOfRoute(worst))}`
      : `${routes.length} routes: ${tally(routes)}`
  const isFixed = written.length > 0
  const after = routes.every(({ combined }) => combined === undefined)
    ? worst.grade === 'broken' || worst.grade === 'refused'
      ? '   no verified fix'
      : ''
    : `   ${isFixed ? 'with the fix written' : 'after the fix'}: ${afterOf(routes)}`
  return rowsOf(`${sayGrade(worst.grade, screen)}  ${what.trimEnd()}${after}${stop}`, screen.columns, '', '  ')
}

const tally = (routes: readonly RouteReport[]): string =>
  WORST_FIRST.flatMap((grade) => {
    const count = routes.filter((one) => one.grade === grade).length
    return count === 0 ? [] : [`${count} ${grade}`]
  }).join(', ')

/** The worst grade of the routes after the change. What another route's change does to a route was not run. */
function afterOf(routes: readonly RouteReport[]): string {
  const own = routes.filter(({ combined }) => combined?.isLeftOut !== true)
  const grades = new Set(own.map(({ grade, combined }) => combined?.after.grade ?? grade))
  const worst = WORST_FIRST.find((grade) => grades.has(grade)) ?? 'unknown'
  const paths = new Set(own.flatMap(({ combined }) => combined?.path ?? []))
  const only = paths.size === 0 ? '' : `, at ${[...paths].join(', ')} alone: write the path of your stream there`
  const others = routes.filter((route) => !own.includes(route)).map((route) => addressAmong(routes, route))
  return others.length === 0
    ? `${worst}${only}`
    : `${worst}${only}; not known for ${others.join(', ')}, whose change is not in the diff`
}

/** The effect of the whole change, where a single finding does not show all of it. */
function changeTitles({ routes }: PrintedReport, columns: number): string[] {
  const combined = routes.flatMap((route) => route.combined ?? []).filter(({ isLeftOut }) => isLeftOut !== true)
  const titles = [...new Set(combined.flatMap((remedy) => remedy.titles))]
  return titles.length < 2 ? [] : rowsOf(titles.join('; '), columns, '  fix    ')
}

/** The command that writes the change, or the files that were or would be written. */
function nextRows(report: PrintedReport, asked: Asked, byHand: ByHand, columns: number): string[] {
  const { applies, written } = report
  const { command, wouldWrite, isFile } = asked
  if (written.length > 0)
    return written.flatMap(({ file, backup }) => rowsOf(`${file} (as it was: ${backup})`, columns, '  wrote  '))
  if (wouldWrite !== undefined) {
    const files = wouldWrite.map(({ file, backup }) => `${file} (as it was: ${backup})`).join(', ')
    const text = files === '' ? 'nothing: there is no verified fix' : `${files}; nothing was written`
    return rowsOf(text, columns, '  dry run: would write ', '    ')
  }
  if (asked.isFix) return rowsOf(nothingWritten(report), columns, '  fix    ')
  if (!byHand.hasChange) return []
  const patch = byHand.isPrinted ? `this diff | ${applies}` : `--output patch | ${applies}`
  const fix = isFile
    ? `${command} --fix   (${byHand.isPrinted ? 'or' : 'by hand:'} ${patch})`
    : `${command} --output patch | ${applies}`
  return rowsOf(fix, columns, '  apply  ')
}
