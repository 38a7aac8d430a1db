/** Test cases that could not be judged, and why. */
import type { CellVerdict, Report } from '../../../harness/model/index.ts'
import { blocks, code, oneLine, plural, prose } from './text.ts'

/** Maximum number of reasons. */
const MAX = 15

/** Test cases that could not be judged, by reason. */
export function notJudged(report: Report): string {
  const reasons = [...report.cells, ...report.controls].flatMap((cell) =>
    troublesOf(cell).map((why) => ({ cell, why })),
  )
  if (reasons.length === 0) return ''
  const alike = Map.groupBy(reasons, ({ why }) => why)
  const items = [...alike].map(([why, group]) => {
    const questions = [...new Set(group.map(({ cell }) => cell.question))]
    const named = questions.slice(0, 3).map(code).join(', ')
    const more = questions.length > 3 ? ` and ${questions.length - 3} more` : ''
    return `- ${prose(why)}: ${plural(group.length, 'test case')} (${named}${more})`
  })
  const more = items.length > MAX ? [`- … and ${plural(items.length - MAX, 'more reason')}`] : []
  return blocks(['## Not judged', [...items.slice(0, MAX), ...more].join('\n')])
}

function troublesOf({ outcome, findings }: CellVerdict): string[] {
  switch (outcome.state) {
    case 'broken':
      return [`the harness failed (${outcome.stage}): ${oneLine(outcome.message, 200)}`]
    case 'refused':
      return outcome.lacks === undefined ? [] : [`not applicable, because the build has no ${outcome.lacks}`]
    case 'skipped':
      return [`skipped: ${outcome.because}`]
    case 'proxy-died':
      return [`the proxy died: ${oneLine(outcome.message, 200)}`]
    default: {
      const noisy = findings.filter((finding) => finding.outcome === 'noisy').map((finding) => finding.actual)
      return [...new Set(noisy)].map((actual) => `inconclusive: ${actual}`)
    }
  }
}
