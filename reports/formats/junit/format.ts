/** JUnit XML of a run, for the test reports of CI systems. */
import type { Format } from '../../../harness/model/index.ts'
import { junitXml } from '../../ci/junit-xml.ts'
import { outcomeOfRun } from '../_outcome/of-run.ts'

export const format: Format = {
  id: 'junit',
  asked: 'document',
  askedOnly: true,
  *render(report) {
    yield { path: 'junit.xml', content: junitXml(outcomeOfRun(report)) }
  },
}
