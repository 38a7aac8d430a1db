import type { Report } from '../../../harness/model/index.ts'
import type { Badge } from '../../ci/badge.ts'
import { outcomeOfRun } from './of-run.ts'

/** Whether the run is as expected. */
export function runBadge(report: Report): Badge {
  const { problems } = outcomeOfRun(report)
  const isIncomplete = problems.some(({ rule }) => rule === 'not-judged' || rule === 'interrupted')
  if (isIncomplete || report.cells.length === 0) return { message: 'incomplete', colour: 'lightgrey' }
  if (problems.length === 0) return { message: 'as expected', colour: 'brightgreen' }
  return { message: `${problems.length} unexpected`, colour: 'red' }
}
