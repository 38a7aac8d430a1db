/** GitLab's code quality report of a run: what deviates from the expectations. */
import type { Format } from '../../../harness/model/index.ts'
import { codeQuality } from '../../ci/code-quality.ts'
import { outcomeOfRun } from '../_outcome/of-run.ts'

export const format: Format = {
  id: 'gitlab',
  asked: 'document',
  askedOnly: true,
  *render(report) {
    yield { path: 'gl-code-quality-report.json', content: codeQuality(outcomeOfRun(report), 'report.json') }
  },
}
