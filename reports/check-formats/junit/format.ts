/** JUnit XML of a check, for the test reports of CI systems. */
import { junitXml } from '../../ci/junit-xml.ts'
import { outcomeOfCheck } from '../_outcome/of-check.ts'
import type { CheckFormat } from '../check-format.ts'

export const format: CheckFormat = {
  id: 'junit',
  asked: 'document',
  render: (report) => junitXml(outcomeOfCheck(report)),
}
