/** Annotations at the lines that are responsible, for the log of GitHub Actions. */
import { annotations } from '../../ci/annotations.ts'
import { outcomeOfCheck } from '../_outcome/of-check.ts'
import type { CheckFormat } from '../check-format.ts'

export const format: CheckFormat = {
  id: 'github',
  asked: 'lines',
  render: (report) => annotations(outcomeOfCheck(report)),
}
