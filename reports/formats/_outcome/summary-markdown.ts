/** The page that GitHub shows of a job: verdicts, problems, and changes that fix them. Pure. */
import { visibleLines } from '../../../harness/redact/visible-characters.ts'
import type { Outcome, Problem } from '../../ci/outcome.ts'
import { code, plural, table } from '../markdown/text.ts'
import { fenced, fitting, quiet } from './quiet-markdown.ts'

export interface Verdict {
  readonly name: string
  readonly grade: string
  readonly headline: string
}

export interface Fix {
  readonly title: string
  readonly diff: string
}

/** GitHub accepts 1 MiB of a step, and drops all of it beyond that; other steps need some of it too. */
const LARGEST = 512 * 1024
/** Maximum number of table rows, and of problems. */
const MAX_ROWS = 200

export function summaryMarkdown(
  outcome: Pick<Outcome, 'title' | 'problems'>,
  verdicts: readonly Verdict[],
  fixes: readonly Fix[],
): string {
  const { title, problems } = outcome
  const rows = verdicts.slice(0, MAX_ROWS).map(({ name, grade, headline }) => [code(name), grade, quiet(headline)])
  const counted = problems.filter(({ expected }) => expected === undefined)
  const known = problems.filter(({ expected }) => expected !== undefined)
  const parts = [
    `## ${quiet(title)}`,
    sayCount(counted, known),
    table(['tested', 'verdict', 'findings'], rows),
    left(verdicts.length, 'configuration'),
    ...problems.slice(0, MAX_ROWS).map(sayProblem),
    left(problems.length, 'problem'),
    ...fixes.map(({ title: what, diff }) => `${quiet(what)}\n\n${fenced(visibleLines(diff), 'diff')}`),
  ]
  return fitting(parts, LARGEST, 'The rest is in the report: it did not fit here.')
}

const left = (count: number, noun: string): string =>
  count > MAX_ROWS ? `And ${plural(count - MAX_ROWS, `more ${noun}`)}: see the report.` : ''

function sayCount(counted: readonly Problem[], known: readonly Problem[]): string {
  const errors = counted.filter(({ level }) => level === 'error').length
  const parts = [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(counted.length > errors ? [plural(counted.length - errors, 'warning')] : []),
    ...(known.length > 0 ? [`${known.length} expected`] : []),
  ]
  return parts.length === 0 ? 'Everything is as expected (`expect.yaml`).' : `${parts.join(', ')}.`
}

function sayProblem({ level, title, message, place, doc, expected }: Problem): string {
  const word = expected === undefined ? `**${level}**` : '**expected**'
  const at = place === undefined ? '' : ` ${code(`${place.file}:${place.line}`)}`
  const lines = [message, ...(expected === undefined ? [] : [`Expected: ${expected}`])].join('\n').split('\n')
  const documented = doc === undefined ? [] : [code(doc)]
  return [`- ${word}${at} ${quiet(title)}`, ...[...lines.map(quiet), ...documented].map((line) => `  ${line}`)].join(
    '  \n',
  )
}
