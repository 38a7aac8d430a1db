/** report.md: the run for people, verdicts first, with a page for each profile. */
import type { Format } from '../../../harness/model/index.ts'
import { inPages, pageOf, profileKey } from './cells.ts'
import { closing } from './closing.ts'
import { deviations, headlineBlock, troubles } from './headline.ts'
import { matrix } from './matrix.ts'
import { profilePage } from './profile.ts'
import { blocks } from './text.ts'
import { versions } from './versions.ts'

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
