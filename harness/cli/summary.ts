/** The summary on the terminal at the end of a run, and the exit code. */
import { styleText } from 'node:util'
import type { CellVerdict, CriterionVerdict, Grade, ProfileVerdict, Report } from '../model/index.ts'
import { saySkipped } from '../model/index.ts'
import { STATE } from '../verdict/expect/apply-expectations.ts'

/** 0: as expected. 1: a deviation from the expectations. 2: the work could not be done; it wins over 1. */
export type ExitCode = 0 | 1 | 2

const COLOURS = { works: 'green', degraded: 'yellow', broken: 'red', refused: 'magenta', unknown: 'gray' } as const

const isNews = ({ against }: CriterionVerdict): boolean =>
  against === 'worse' || against === 'better' || against === 'other'

/** Test cases without a result: the harness failed, or the proxy unexpectedly did not run. */
function undone(report: Report): CellVerdict[] {
  return [...report.cells, ...report.controls].filter(
    ({ outcome, findings }) =>
      outcome.state === 'broken' ||
      findings.some((finding) => finding.criterion === STATE && finding.against === 'worse') ||
      (outcome.state === 'proxy-died' && !findings.some((finding) => finding.against === 'as-expected')),
  )
}

export function exitCodeOf(report: Report): ExitCode {
  if (report.interrupted || undone(report).length > 0) return 2
  const news = report.cells.some(({ findings }) => findings.some(isNews))
  return news || report.stale.length > 0 ? 1 : 0
}

/** Lines without a newline; coloured where the stream is a terminal that wants it. */
export function summaryOf(report: Report, stream: NodeJS.WriteStream): string[] {
  const paint = (format: Parameters<typeof styleText>[0], text: string): string => styleText(format, text, { stream })
  const grade = (word: Grade): string => paint(COLOURS[word], word.padEnd(8))
  const width = Math.max(0, ...report.profiles.map(({ proxy, profile }) => proxy.length + profile.length + 1))
  const lines: string[] = []
  let build = ''
  for (const one of report.profiles) {
    if (one.build !== build) lines.push('', paint('bold', `${one.build} (${one.runtime})`), ...innate(one))
    build = one.build
    lines.push(`  ${grade(one.grade)}  ${`${one.proxy}/${one.profile}`.padEnd(width)}  ${one.headline}`)
  }
  lines.push('', ...problems(report))
  const { wall, lowerBound, cells, playedAgain, stoodStill, cpu } = report.timing
  if (cells > 0) {
    const ratio = (wall / Math.max(1, lowerBound)).toFixed(2)
    lines.push(
      `${cells} test cases in ${seconds(wall)}; the scheduler's lower bound is ${seconds(lowerBound)} (ratio ${ratio}); ` +
        `${(cpu / cells).toFixed(0)} ms of CPU time per test case; retried (inconclusive): ${playedAgain}; ` +
        `event-loop stalls: ${seconds(stoodStill)} in total`,
    )
  }
  return lines
}

const innate = ({ innate: text }: ProfileVerdict): string[] =>
  text === '' ? [] : [`  product limitations (all configurations): ${text}`]

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

function problems(report: Report): string[] {
  const lines: string[] = []
  const said = new Set<string>()
  const once = (key: string, line: string): void => {
    if (!said.has(key)) lines.push(line)
    said.add(key)
  }
  for (const cell of undone(report)) {
    const { outcome } = cell
    const who = cell.proxy === '' ? 'control' : `${cell.proxy}/${cell.profile}`
    const message = 'message' in outcome ? outcome.message : ''
    const where = 'where' in outcome && outcome.where !== undefined ? `${outcome.where}: ` : ''
    once(`${who} ${message}`, `${outcome.state}: ${who}: ${where}${message}`)
  }
  for (const cell of report.cells) {
    for (const finding of cell.findings.filter((one) => isNews(one) && one.criterion !== STATE)) {
      const expected = finding.expectation?.observed ?? 'pass'
      const id = finding.criterion.split('/').at(-1)
      lines.push(`${finding.against} than expected: ${cell.question} ${id}: ${finding.observed}, expected ${expected}`)
    }
  }
  for (const { where, message } of report.stale) lines.push(`stale expectation: ${where}: ${message}`)
  if (report.skipped !== undefined) lines.push(saySkipped(report.skipped))
  if (report.interrupted) lines.push('interrupted: the report contains the test cases that had finished')
  return lines.length === 0 ? [] : [...lines, '']
}
