/** GitLab's code quality report of a check. */
import { codeQuality } from '../../ci/code-quality.ts'
import { outcomeOfCheck } from '../_outcome/of-check.ts'
import type { CheckFormat } from '../check-format.ts'

export const format: CheckFormat = {
  id: 'gitlab',
  asked: 'document',
  render: (report) => codeQuality(outcomeOfCheck(report), report.config),
}
