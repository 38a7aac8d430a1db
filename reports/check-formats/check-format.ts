/** What each folder here exports as `format`. */
import type { PrintedReport } from '../../harness/diagnose/report/redacted.ts'

export interface CheckFormat {
  /** Name of its folder. */
  readonly id: string
  /** On standard output, `lines` can be mixed with other lines; a `document` must be alone. */
  readonly asked: 'lines' | 'document'
  render(report: PrintedReport): string
}
