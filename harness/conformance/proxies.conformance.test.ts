/** Every proxy and profile behaves as its expect.yaml says: not worse, not better, not differently. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { judgeRun } from '../cli/judge.ts'
import type { Report } from '../model/index.ts'
import { readReport } from '../run/report-file.ts'
import { isFull, ONLY_FULL } from './parts.ts'
import { resultsIn } from './results.ts'

/** For everything on every build: some 27,000 traces are read, judged, and written as a report (ms). */
const JUDGING = 300_000

const { runs, notRun } = await resultsIn(inject('conformanceFolder'))
const reportOf = (folder: string): Report => {
  const file = join(folder, 'report.json')
  return readReport(readFileSync(file, 'utf8'), file)
}

test.for(notRun)('$name is not run: $because', ({ because }, { skip }) => skip(because))

test('at least one part is run', () => {
  expect(runs).not.toEqual([])
})

describe.for(runs)('$name', ({ name, folder, missing }) => {
  const report = reportOf(folder)

  test('every proxy has a build, every profile can be read', () => {
    expect(missing).toEqual([])
  })

  test.for(report.cells)('$cell', (cell) => {
    const allowed = ['complete', 'refused', 'skipped']
    expect(allowed, JSON.stringify(cell.outcome)).toContain(cell.outcome.state)
    const news = cell.findings.filter(({ against }) => against !== 'as-expected' && against !== 'unlisted')
    const told = news.map(
      ({ criterion, against, observed, actual, expectation }) =>
        `${criterion} is ${against}: ${observed} (${actual}), expected ${expectation?.observed ?? 'pass'}; see ${cell.trace}`,
    )
    expect(told).toEqual([])
  })

  test('the controls pass', () => {
    const failing = report.controls.flatMap(({ cell, outcome, findings }) => [
      ...(outcome.state === 'complete' ? [] : [`${cell} is ${outcome.state}`]),
      ...findings.filter(({ outcome }) => outcome === 'fail').map(({ criterion }) => `${cell} fails ${criterion}`),
    ])
    expect(failing).toEqual([])
  })

  test('no expectation is out of date', () => {
    expect(report.stale).toEqual([])
  })

  test('at most 1 % of the cells were noisy', () => {
    const noisy = report.cells.filter(({ findings }) => findings.some(({ outcome }) => outcome === 'noisy'))
    expect(noisy.map(({ cell }) => cell).slice(Math.floor(report.cells.length / 100))).toEqual([])
  })

  test('at most 1 % of the cells were run again; up to 3 % where the harness itself had event-loop stalls for as large a share', () => {
    const { retried, stallTime, wall } = report.timing
    expect(retried / report.cells.length).toBeLessThanOrEqual(Math.max(0.01, Math.min(0.03, stallTime / wall)))
  })

  // Only the run with every scenario, unless everything is tested: judging takes the same time for each run.
  const isJudgedAgain = isFull() || runs.length < 2 || name.startsWith('every scenario')
  const options = { timeout: JUDGING, meta: ONLY_FULL }
  test.runIf(isJudgedAgain)('judging the files again gives the same verdicts', options, async () => {
    const again = await judgeRun(folder)
    expect(again.unreadable).toEqual([])
    const byCell = (cells: Report['cells']) => Object.fromEntries(cells.map((cell) => [cell.cell, cell.findings]))
    expect(byCell(again.report.cells)).toEqual(byCell(report.cells))
  })
})
