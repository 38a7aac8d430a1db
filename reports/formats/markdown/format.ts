/** report.md: one screen for each product, with a page for each profile. */
import type { Format } from '../../../harness/model/index.ts'
import { inPages, pageOf, profileKey } from './cells.ts'
import { changes } from './changes.ts'
import { closing } from './closing.ts'
import { deviations } from './deviations.ts'
import { LEGEND } from './legend.ts'
import { notJudged } from './not-judged.ts'
import { productSections } from './product.ts'
import { profilePage } from './profile.ts'
import { blocks } from './text.ts'
import { totals } from './totals.ts'
import { versions } from './versions.ts'

export const format: Format = {
  id: 'markdown',
  *render(report, traceOf, texts) {
    const content = blocks([
      totals(report),
      changes(report, traceOf, texts),
      LEGEND,
      deviations(report),
      ...productSections(report),
      versions(report),
      notJudged(report),
      closing(report),
    ])
    yield { path: 'report.md', content: `${content}\n` }
    const below = inPages(report)
    for (const [key, verdicts] of Map.groupBy(below.profiles, profileKey)) {
      yield { path: pageOf(key), content: `${profilePage(below, verdicts, traceOf)}\n` }
    }
  },
}
