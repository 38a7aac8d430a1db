/** report.md: the whole run for a person, verdicts first. */
import type { Format } from '../../harness/model.ts'
import { profileKey } from './markdown/cells.ts'
import { closing } from './markdown/closing.ts'
import { deviations, headlineBlock, troubles } from './markdown/headline.ts'
import { matrix } from './markdown/matrix.ts'
import { profileSection } from './markdown/profile.ts'
import { blocks } from './markdown/text.ts'
import { versions } from './markdown/versions.ts'

export const format: Format = {
  id: 'markdown',
  *render(report, traceOf) {
    const profiles = Map.groupBy(report.profiles, profileKey)
    const content = blocks([
      headlineBlock(report),
      deviations(report),
      troubles(report),
      matrix(report),
      versions(report),
      ...[...profiles.values()].map((verdicts) => profileSection(report, verdicts, traceOf)),
      closing(report),
    ])
    yield { path: 'report.md', content: `${content}\n` }
  },
}
