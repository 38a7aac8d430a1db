/** The whole report of a check, for programs: `--json` is the same. */
import { visibleJson } from '../../../harness/redact/visible-characters.ts'
import type { CheckFormat } from '../check-format.ts'

export const format: CheckFormat = {
  id: 'json',
  asked: 'document',
  render: (report) => `${visibleJson(JSON.stringify(report, null, 2))}\n`,
}
