/** Prints the report for people: what is wrong with the stream, where it survives, what to send; the verdict comes last. */
import { mediaType } from '../client/head.ts'
import { type Paint, paintFor } from '../terminal/colour.ts'
import { columnsOf, padTo, wrapBeside } from '../terminal/columns.ts'
import type { Advice, Answered, AppReport } from './report.ts'
import type { Row } from './row.ts'
import { longerFor, seconds } from './time-words.ts'

type Stream = NodeJS.WritableStream & { readonly columns?: number }

const COLOURS = {
  works: 'green',
  degraded: 'yellow',
  broken: 'red',
  refused: 'magenta',
  'not-run': 'gray',
  inconclusive: 'gray',
  error: 'red',
  warning: 'yellow',
  note: 'gray',
} as const

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

export function sayAppReport(report: AppReport, stream: Stream): string[] {
  const paint = paintFor(stream)
  const columns = columnsOf(stream)
  const { answered, problem, findings, direct, rows, advice, beyond, notes } = report
  const lines: string[] = []
  const section = (title: string, body: readonly string[]): void => {
    if (body.length > 0) lines.push(paint('bold', title), ...body, '')
  }
  const beside = (label: string, text: string): string[] => wrapBeside(label, text, columns)
  if (answered !== undefined) lines.push(...beside('', `${report.method} ${report.url}: ${sayAnswered(answered)}`), '')
  section(
    'Is it a correct event stream? (without a proxy)',
    findings.length === 0 && problem === undefined && answered !== undefined
      ? ['  Nothing to report.']
      : findings.flatMap(({ level, says, rule, advice }) => [
          ...beside(`  ${paint(COLOURS[level], padTo(level, 8))} `, `${says} (${rule})`),
          ...(advice === undefined ? [] : beside(' '.repeat(11), `do: ${advice}`)),
        ]),
  )
  if (answered !== undefined && problem === undefined)
    section('Does it notice a client that left? (without a proxy)', beside('  ', answered.leaving))
  section(
    'Where does it survive?',
    [...(direct === undefined || direct.state === 'works' ? [] : [direct]), ...rows].flatMap((row) =>
      sayRow(row, paint, columns),
    ),
  )
  if (advice !== undefined)
    section('What should it send? (the smallest set that was verified)', sayAdvice(advice, paint, columns))
  section(
    'Not solved by any answer that was tried (`sse-compat check` names the setting of the proxy)',
    [...Map.groupBy(beyond, ({ says }) => says)].flatMap(([says, some]) =>
      sayGroup(
        says,
        some.map(({ profile }) => profile),
        columns,
      ),
    ),
  )
  lines.push(...notes.flatMap((note) => beside('', note)))
  if (report.interrupted) lines.push('Interrupted: this is what was tested until then.')
  lines.push(...beside('', verdictOf(report)))
  return lines
}

const KINDS = { open: 'still open', finite: 'finite', cut: 'cut by the application' } as const

const STATE_WIDTH = 'inconclusive'.length

function sayAnswered(answered: Answered): string {
  const {
    status,
    contentType,
    framing,
    encoding,
    kind,
    events,
    comments,
    observedMs,
    heartbeatMs,
    retryMs,
    framework,
  } = answered
  // The body of another response is passed on, but its events are not looked for.
  const isRead = status === 200 && mediaType([['Content-Type', contentType]]) === 'text/event-stream'
  const what = [
    `status ${status}`,
    contentType === '' ? 'no Content-Type' : contentType,
    framing,
    ...(encoding === '' ? [] : [encoding]),
    kind === 'silent'
      ? `nothing was sent within ${seconds(observedMs)}`
      : `${KINDS[kind]}, ${isRead ? `${many(events, 'event')} and ${many(comments, 'comment')} in` : 'observed for'} ${seconds(observedMs)}`,
    ...(heartbeatMs === undefined ? [] : [`heartbeat every ${seconds(heartbeatMs)}`]),
    ...(retryMs === undefined ? [] : [`retry ${retryMs} ms`]),
    ...(framework === undefined ? [] : [`looks like ${framework}`]),
  ]
  return what.join(', ')
}

function sayRow({ profile, state, says, problems, notKnown }: Row, paint: Paint, columns: number): string[] {
  const name = `  ${paint(COLOURS[state], padTo(state, STATE_WIDTH))} ${profile}`
  const text =
    problems.length === 0
      ? [says]
      : [
          ...problems.map((one) => `${one.says}${one.because.length === 0 ? '' : `: ${one.because.join('; ')}`}`),
          ...(notKnown === undefined ? [] : [notKnown]),
        ]
  return [name, ...text.flatMap((line) => wrapBeside(' '.repeat(STATE_WIDTH + 5), line, columns))]
}

function sayAdvice({ remedies, hints, framework, helps }: Advice, paint: Paint, columns: number): string[] {
  const lines: string[] = []
  for (const { id, says } of remedies) {
    lines.push(...wrapBeside(`  ${paint('green', '+')} `, says, columns))
    for (const { code } of hints.filter(({ remedy }) => remedy === id))
      lines.push(...code.split('\n').map((line) => `      ${line}`))
  }
  if (framework === undefined) lines.push('  (--framework shows the code for one)')
  const effectOf = ({ before, after }: Advice['helps'][number]): string =>
    `${before.state} → ${after.state}${after.problems.length === 0 ? '' : `: ${after.problems.map(({ says }) => says).join('; ')}`}`
  for (const [effect, some] of Map.groupBy(helps, effectOf))
    lines.push(
      ...sayGroup(
        effect,
        some.map(({ profile }) => profile),
        columns,
      ),
    )
  return lines
}

/** What several profiles have in common, with their names below it. */
const sayGroup = (says: string, profiles: readonly string[], columns: number): string[] => [
  ...wrapBeside('  ', says, columns),
  ...wrapBeside('      ', [...new Set(profiles)].join(', '), columns),
]

/** One sentence, the last line of the report. */
function verdictOf({ problem, rows, advice, direct, findings, answered }: AppReport): string {
  if (problem !== undefined) return `Not tested: ${problem}`
  const tested = rows.filter(({ state }) => state !== 'refused' && state !== 'not-run' && state !== 'inconclusive')
  const unknown = rows.filter(({ state }) => state === 'inconclusive').length
  if (rows.length > 0 && tested.length === 0)
    return unknown === 0
      ? 'Not tested behind any proxy, for the reasons above.'
      : `Verdict: inconclusive behind ${many(unknown, 'profile')}, for the reasons above.`
  if (tested.length === 0) return 'Not tested behind any proxy: none can run here (`sse-compat setup` brings them).'
  const streams = ({ state }: Row): boolean => state === 'works' || state === 'degraded'
  const before = tested.filter(streams).length
  const errors = findings.filter(({ level }) => level === 'error').length
  const own =
    direct !== undefined && !streams(direct)
      ? ' It does not stream even without a proxy.'
      : errors > 0
        ? ` ${errors === 1 ? 'One error of its own is' : `${errors} errors of its own are`} listed above.`
        : ''
  // What closes the stream later was not seen.
  const isOpen = answered?.kind === 'open' || answered?.kind === 'silent'
  const until = isOpen
    ? ` Whether the application ends it after more than ${seconds(answered.observedMs)} was not tested${longerFor(answered.observedMs, 'tests more')}.`
    : ''
  const open = unknown === 0 ? '' : ` (${unknown} more: inconclusive)`
  const said = `Verdict: it streams behind ${before} of ${many(tested.length, 'profile')}${open}`
  if (advice === undefined) return `${said}.${own}${until}`
  const better = new Map(advice.helps.map(({ profile, build, after }) => [`${profile} ${build}`, after]))
  const after = tested.filter((row) => streams(better.get(`${row.profile} ${row.build}`) ?? row)).length
  const with_ = advice.remedies.map(({ says }) => says).join(', and ')
  return after > before
    ? `${said}; with ${with_}, behind ${after}.${own}${until}`
    : `${said}; with ${with_}, ${advice.helps.length === 1 ? '1 of them is' : `${advice.helps.length} of them are`} better.${own}${until}`
}
