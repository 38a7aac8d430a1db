/** Whether a run is as `expect.yaml` says; always one line, and one for each deviation. */
import {
  type CellVerdict,
  type CriterionVerdict,
  isDeviation,
  type Report,
  sayKnownFailures,
} from '../../model/index.ts'
import { visible } from '../../redact/visible-characters.ts'
import type { Paint } from '../../terminal/colour.ts'
import { wrapBeside } from '../../terminal/columns.ts'
import { STATE } from '../../verdict/expect/apply-expectations.ts'
import { oneLine } from '../../verdict/failure-wording.ts'
import { withoutResult } from './exit-code.ts'

const LABEL = ' EXPECTED  '
const BELOW = '   '
/** Maximum number of deviations of one kind to print; --verbose prints all. */
const SHOWN = 8

interface Deviation {
  readonly cell: CellVerdict
  readonly finding: CriterionVerdict
}

export function deviationLines(report: Report, columns: number, paint: Paint, all: boolean): string[] {
  const deviations = report.cells.flatMap((cell) =>
    cell.findings.filter((one) => isDeviation(one) && one.criterion !== STATE).map((finding) => ({ cell, finding })),
  )
  const alike = [
    ...Map.groupBy(deviations, ({ cell, finding }) =>
      [cell.proxy, cell.profile, finding.criterion, finding.observed, finding.against].join(' '),
    ).values(),
  ]
  const better = alike.filter(([first]) => first?.finding.against === 'better')
  const worse = alike.filter((group) => !better.includes(group))
  const missing = missingLines(report)
  const text = [
    deviations.length + report.stale.length + missing.length === 0 ? 'all as expected' : '',
    `${count(worse.length, 'regression')}, ${count(better.length, 'improvement')}`,
  ]
  const asExpected = worse.length + better.length + report.stale.length + missing.length === 0
  const fine = asExpected && !report.interrupted
  const known = asExpected ? sayKnownFailures(report.profiles) : ''
  const verdict = [
    text.filter(Boolean).join(': '),
    // Red grades above a green line.
    known === '' ? '' : `; ${known}`,
    addition(report, missing.length),
  ].join('')
  const lines = [
    ...worse.map((group) => ['red', describe(group)] as const),
    ...better.map((group) => ['yellow', describe(group)] as const),
    ...report.stale.map(({ where, message }) => ['yellow', `stale entry, ${where}: ${message}`] as const),
    ...missing.map((line) => ['red', line] as const),
  ]
  const shown = all ? lines : lines.slice(0, SHOWN)
  return [
    ...wrapBeside(paint('bold', LABEL), paint(fine ? 'green' : worse.length > 0 ? 'red' : 'yellow', verdict), columns),
    ...shown.flatMap(([colour, line]) => wrapBeside(`${BELOW}${paint(colour, '·')} `, visible(line), columns)),
    ...(lines.length > shown.length
      ? wrapBeside(`${BELOW}  … `, `${lines.length - shown.length} more in the report, or with --verbose`, columns)
      : []),
  ]
}

function addition({ stale, interrupted }: Report, missing: number): string {
  return [
    stale.length > 0 ? `; ${count(stale.length, 'stale entry', 'stale entries')} of expect.yaml` : '',
    missing > 0 ? `; ${missing} without a result` : '',
    interrupted ? '; interrupted: only the test cases that had finished are in the report' : '',
  ].join('')
}

/** `nginx/off delivery/live: buffered until 4,000 bytes; expected pass (3 test cases)` */
function describe(group: readonly Deviation[]): string {
  const [first] = group
  if (first === undefined) return ''
  const { cell, finding } = first
  const seen = finding.outcome === 'fail' ? finding.actual : finding.observed
  const cases = group.length > 1 ? ` (${group.length} test cases)` : ''
  const expected = finding.expectation?.observed ?? 'pass'
  const advice = finding.against === 'better' ? '; remove the entry from expect.yaml' : ''
  return oneLine(`${cell.proxy}/${cell.profile} ${finding.criterion}: ${seen}, expected ${expected}${cases}${advice}`)
}

/** One line for each reason why test cases have no result. */
function missingLines(report: Report): string[] {
  const lines = withoutResult(report).map(({ outcome, proxy, profile }) => {
    const who = proxy === '' ? 'control' : `${proxy}/${profile}`
    const message = 'message' in outcome ? outcome.message : ''
    const where = 'where' in outcome && outcome.where !== undefined ? `${outcome.where}: ` : ''
    const what = outcome.state === 'broken' ? 'the harness failed' : outcome.state
    return oneLine(`${who}: ${what}: ${where}${message}`)
  })
  return [...new Set(lines)]
}

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`
