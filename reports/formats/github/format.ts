/** Annotations of a run, for the log of GitHub Actions. */
import type { Format } from '../../../harness/model/index.ts'
import { annotations } from '../../ci/annotations.ts'
import { outcomeOfRun } from '../_outcome/of-run.ts'

export const format: Format = {
  id: 'github',
  asked: 'lines',
  askedOnly: true,
  *render(report) {
    yield { path: 'annotations.txt', content: annotations(outcomeOfRun(report)) }
  },
}
