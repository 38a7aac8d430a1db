/** What a report states where not all planned test cases ran. Pure. */
import type { Report } from './report.ts'

type Whether = Pick<Report, 'interrupted' | 'running' | 'planned'> & { readonly cells: readonly unknown[] }

/** One or two sentences; undefined for a run that ended normally. */
export function sayUnfinished({ interrupted, running, planned, cells }: Whether): string | undefined {
  if (!interrupted) return undefined
  const of = planned === undefined ? '' : ` ${cells.length} of ${planned}`
  if (running === true)
    return `The run goes on: this report has the${of} test cases that have finished. Open it again later.`
  return `This run was interrupted. The report has the${of} test cases that had finished.`
}
