/** A badge as an image: whether a run is as expected. */
import type { Format } from '../../../harness/model/index.ts'
import { badgeSvg } from '../../ci/badge.ts'
import { runBadge } from '../_outcome/run-badge.ts'

export const format: Format = {
  id: 'badge-svg',
  asked: 'document',
  askedOnly: true,
  *render(report) {
    yield { path: 'badge.svg', content: badgeSvg(runBadge(report)) }
  },
}
