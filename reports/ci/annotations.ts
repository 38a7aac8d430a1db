/**
 * Annotations of GitHub Actions: commands that its runner reads from the log. Pure.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
import { visible } from '../../harness/redact/visible-characters.ts'
import type { Outcome, Problem } from './outcome.ts'

/** GitHub shows ten errors and ten warnings of a step, and fifty annotations of a job. */
const MAX = 10

/** Lines for the log. The number of omitted ones is in the last line. */
export function annotations({ title, problems }: Pick<Outcome, 'title' | 'problems'>): string {
  const rest = problems.length - MAX
  const shown = rest > 0 ? problems.slice(0, MAX - 1) : problems
  const lines = shown.map(command)
  if (rest > 0) {
    const message = `${rest + 1} more problems of ${title}: the job summary and the report have all of them.`
    lines.push(`::warning title=${property('sse-compat')}::${data(message)}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

function command({ level, title, message, place, expected }: Problem): string {
  const at = place === undefined ? '' : `file=${property(place.file)},line=${place.line},`
  const because = expected === undefined ? '' : `\nexpected: ${expected}`
  return `::${expected === undefined ? level : 'notice'} ${at}title=${property(title)}::${data(message + because)}`
}

/** Each line by itself: line breaks are encoded, all other control characters are made visible. */
const data = (value: string): string =>
  value
    .split(/\r?\n/)
    .map((line) => visible(line).replaceAll('%', '%25'))
    .join('%0A')

const property = (value: string): string =>
  visible(value).replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C')
