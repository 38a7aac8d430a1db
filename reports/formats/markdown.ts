/** report.md: the run for people, verdicts first, with a page for each profile. */
import type { Format } from '../../harness/model/index.ts'
import { inPages, pageOf, profileKey } from './markdown/cells.ts'
import { closing } from './markdown/closing.ts'
import { deviations, headlineBlock, troubles } from './markdown/headline.ts'
import { matrix } from './markdown/matrix.ts'
import { profilePage } from './markdown/profile.ts'
import { blocks } from './markdown/text.ts'
import { versions } from './markdown/versions.ts'

export const format: Format = {
  id: 'markdown',
  *render(report, traceOf) {
    const content = blocks([
      headlineBlock(report),
      deviations(report),
      troubles(report),
      matrix(report),
      versions(report),
      closing(report),
    ])
    yield { path: 'report.md', content: `${content}\n` }
    const below = inPages(report)
    for (const [key, verdicts] of Map.groupBy(below.profiles, profileKey)) {
      yield { path: pageOf(key), content: `${profilePage(below, verdicts, traceOf)}\n` }
    }
  },
}
